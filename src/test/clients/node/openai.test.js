// The official OpenAI SDK for JavaScript, with its helpers, unmodified.
import assert from "node:assert/strict";
import { test } from "node:test";
import OpenAI from "openai";

const client = new OpenAI({ baseURL: `${process.env.GATEWAY}/v1`, apiKey: "unused", maxRetries: 0 });
const model = "deepreasoning";
const user = (content) => [{ role: "user", content }];

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
