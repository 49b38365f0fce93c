// The official OpenAI SDK for JavaScript in both its majors, with its helpers, unmodified.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import OpenAI7 from "openai";
import OpenAI6 from "openai6";

const model = "deepreasoning";
const user = (content) => [{ role: "user", content }];

for (const [major, OpenAI] of [[6, OpenAI6], [7, OpenAI7]]) {
  const client = new OpenAI({ baseURL: `${process.env.GATEWAY}/v1`, apiKey: "unused", maxRetries: 0 });

  describe(`openai ${major}: Chat Completions`, () => {
    test("a whole answer", async () => {
      const { data, response } = await client.chat.completions
        .create({ model, messages: user("What is a fold?") })
        .withResponse();
      assert.match(data.choices[0].message.content, /^This is a simulated answer to “What is a fold\?”/);
      assert.match(data.choices[0].message.reasoning_content, /^This is simulated reasoning\./);
      assert.equal(data.usage.total_tokens, data.usage.prompt_tokens + data.usage.completion_tokens);
      assert.ok(response.headers.get("x-request-id"));
    });

    test("a stream, accumulated by the SDK's helper", async () => {
      let reasoning = "";
      const stream = client.chat.completions.stream({
        model,
        messages: user("What is a fold?"),
        stream_options: { include_usage: true },
      });
      for await (const chunk of stream) reasoning += chunk.choices[0]?.delta.reasoning_content ?? "";
      const final = await stream.finalChatCompletion();
      assert.match(final.choices[0].message.content, /^This is a simulated answer/);
      assert.match(reasoning, /^This is simulated reasoning\./);
      assert.equal(final.choices[0].finish_reason, "stop");
      assert.ok(final.usage.completion_tokens_details.reasoning_tokens > 0);
    });

    test("runTools calls the caller's functions and goes on", async () => {
      const asked = [];
      const runner = client.chat.completions.runTools({
        model,
        stream: true,
        messages: user('call the tool weather with {"city":"Bonn"}'),
        tools: [
          {
            type: "function",
            function: {
              name: "weather",
              parse: JSON.parse,
              function: ({ city }) => {
                asked.push(city);
                return `rain in ${city}`;
              },
              parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
            },
          },
        ],
      });
      assert.match(await runner.finalContent(), /rain in Bonn/);
      assert.deepEqual(asked, ["Bonn"]);
    });

    test("error classes", async () => {
      await assert.rejects(client.chat.completions.create({ model, messages: user("x"), n: 2 }), (error) => {
        assert.ok(error instanceof OpenAI.BadRequestError);
        assert.equal(error.param, "n");
        return true;
      });
      await assert.rejects(
        client.chat.completions.create({ model: "gpt-none", messages: user("x") }),
        OpenAI.NotFoundError,
      );
      await assert.rejects(
        client.chat.completions.create({ model, messages: user("[[sim:claude.status=429]]"), reasoning_effort: "none" }),
        OpenAI.RateLimitError,
      );
    });

    test("a failure inside a stream is an error, after what was said", async () => {
      let text = "";
      await assert.rejects(async () => {
        const stream = await client.chat.completions.create({
          model,
          stream: true,
          messages: user("x [[sim:claude.error-after=3]]"),
        });
        for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? "";
      }, OpenAI.APIError);
      assert.notEqual(text, "");
    });

    test("a caller who aborts is let go", async () => {
      const stream = await client.chat.completions.create({ model, stream: true, messages: user("x [[sim:tokens=4000]]") });
      let seen = 0;
      for await (const _ of stream) if (++seen === 5) break;
      assert.equal(seen, 5);
    });

    test("models", async () => {
      const ids = [];
      for await (const each of client.models.list()) ids.push(each.id);
      assert.equal(ids[0], model);
      assert.equal((await client.models.retrieve("deepreasoning/claude-haiku-4-5-20251001")).object, "model");
    });
  });

  describe(`openai ${major}: Responses`, () => {
    test("a whole answer and its stream say the same", async () => {
      const whole = await client.responses.create({ model, input: "What is a fold?" });
      assert.match(whole.output_text, /^This is a simulated answer/);
      assert.deepEqual(
        whole.output.map((item) => item.type),
        ["reasoning", "message"],
      );
      const stream = client.responses.stream({ model, input: "What is a fold?" });
      const events = [];
      for await (const event of stream) events.push(event);
      const final = await stream.finalResponse();
      assert.equal(final.output[1].content[0].text, whole.output_text);
      assert.deepEqual(
        events.map((event) => event.sequence_number),
        events.map((_, index) => index),
      );
    });

    test("functions go round, both of them, with the reasoning sent back", async () => {
      const tools = ["weather", "clock"].map((name) => ({
        type: "function",
        name,
        strict: false,
        parameters: { type: "object", properties: { city: { type: "string" } } },
      }));
      const input = user('call the tool weather with {"city":"Bonn"} and call the tool clock with {"city":"Rome"}');
      const options = { model, tools, store: false, include: ["reasoning.encrypted_content"] };
      const first = await client.responses.create({ ...options, input });
      const calls = first.output.filter((item) => item.type === "function_call");
      assert.deepEqual(
        calls.map((call) => [call.name, JSON.parse(call.arguments).city]),
        [["weather", "Bonn"], ["clock", "Rome"]],
      );
      assert.ok(first.output[0].encrypted_content);
      const outputs = calls.map((call) => ({
        type: "function_call_output",
        call_id: call.call_id,
        output: `from ${call.name}`,
      }));
      const second = await client.responses.create({ ...options, input: [...input, ...first.output, ...outputs] });
      assert.match(second.output_text, /from weather.*from clock/s);
    });

    test("error classes", async () => {
      await assert.rejects(client.responses.create({ model, input: "x", temperature: 3 }), (error) => {
        assert.ok(error instanceof OpenAI.BadRequestError);
        assert.equal(error.param, "temperature");
        return true;
      });
      await assert.rejects(client.responses.create({ model: "gpt-none", input: "x" }), OpenAI.NotFoundError);
    });
  });
}
