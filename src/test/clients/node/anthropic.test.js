// The official Anthropic SDK for JavaScript in both its majors, with its helpers, unmodified.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import Anthropic0 from "anthropic0";
import Anthropic1 from "@anthropic-ai/sdk";

const model = "deepreasoning";
const user = (content) => [{ role: "user", content }];
const thinking = { type: "enabled", budget_tokens: 1024 };

for (const [major, Anthropic] of [[0, Anthropic0], [1, Anthropic1]]) {
  const client = new Anthropic({ baseURL: process.env.GATEWAY, apiKey: "unused", maxRetries: 0 });
  const options = { model, max_tokens: 2000 };

  describe(`anthropic ${major}`, () => {
    test("a whole answer hides the reasoning unless asked", async () => {
      const plain = await client.messages.create({ ...options, messages: user("What is a fold?") });
      assert.deepEqual(
        plain.content.map((block) => block.type),
        ["text"],
      );
      const shown = await client.messages.create({ ...options, thinking, messages: user("What is a fold?") });
      assert.match(shown.content[0].thinking, /^This is simulated reasoning\./);
      assert.match(shown.content[1].text, /^This is a simulated answer/);
      assert.equal(shown.stop_reason, "end_turn");
    });

    test("the stream helper adds up", async () => {
      let text = "";
      const stream = client.messages
        .stream({ ...options, thinking, messages: user("What is a fold?") })
        .on("text", (delta) => (text += delta));
      const message = await stream.finalMessage();
      assert.equal(message.content[1].text, text);
      assert.ok(message.content[0].signature);
      assert.ok(message.usage.output_tokens > 0 && message.usage.input_tokens > 0);
    });

    test("tools go round, both of them, with the thinking sent back", async () => {
      const tools = ["weather", "clock"].map((name) => ({ name, input_schema: { type: "object" } }));
      const messages = user('call the tool weather with {"city":"Bonn"} and call the tool clock');
      const first = await client.messages.stream({ ...options, thinking, tools, messages }).finalMessage();
      assert.equal(first.stop_reason, "tool_use");
      const calls = first.content.filter((block) => block.type === "tool_use");
      assert.deepEqual(
        calls.map((call) => [call.name, call.input]),
        [["weather", { city: "Bonn" }], ["clock", {}]],
      );
      messages.push({ role: "assistant", content: first.content });
      messages.push({
        role: "user",
        content: calls.map((call) => ({ type: "tool_result", tool_use_id: call.id, content: `from ${call.name}` })),
      });
      const second = await client.messages.create({ ...options, thinking, tools, messages });
      assert.match(second.content.at(-1).text, /from weather.*from clock/s);
    });

    test("search is the server's tool", async () => {
      const tools = [{ type: "web_search_20250305", name: "web_search", max_uses: 1 }];
      const message = await client.messages
        .stream({ ...options, tools, messages: user("What is new?") })
        .finalMessage();
      assert.deepEqual(
        message.content.slice(0, 2).map((block) => block.type),
        ["server_tool_use", "web_search_tool_result"],
      );
      const cited = message.content.flatMap((block) => block.citations ?? []);
      assert.equal(cited[0].type, "web_search_result_location");
      assert.equal(message.usage.server_tool_use.web_search_requests, 1);
    });

    test("counting and models", async () => {
      const count = await client.messages.countTokens({ model, messages: user("What is a fold?") });
      assert.ok(count.input_tokens > 0);
      const ids = [];
      for await (const each of client.models.list()) ids.push(each.id);
      assert.equal(ids[0], model);
    });

    test("error classes", async () => {
      await assert.rejects(
        client.messages.create({ ...options, model: "gpt-none", messages: user("x") }),
        Anthropic.NotFoundError,
      );
      await assert.rejects(
        client.messages.create({ ...options, max_tokens: 0, messages: user("x") }),
        Anthropic.BadRequestError,
      );
      await assert.rejects(async () => {
        await client.messages.stream({ ...options, messages: user("x [[sim:claude.error-after=3]]") }).finalMessage();
      }, Anthropic.APIError);
    });
  });
}
