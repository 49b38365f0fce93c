// Vercel's AI SDK through its providers for OpenAI (which speaks Responses) and for Anthropic, unmodified.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createAnthropic } from "@ai-sdk/anthropic";
import { createOpenAI } from "@ai-sdk/openai";
import { APICallError, generateObject, generateText, stepCountIs, streamText, tool } from "ai";
import { z } from "zod";

const settings = { baseURL: `${process.env.GATEWAY}/v1`, apiKey: "unused" };
const openai = createOpenAI(settings);
const anthropic = createAnthropic(settings);
const providers = [
  ["openai", openai("deepreasoning"), { openai: { reasoningSummary: "auto" } }],
  ["anthropic", anthropic("deepreasoning"), { anthropic: { thinking: { type: "enabled", budgetTokens: 1024 } } }],
];

for (const [name, model, providerOptions] of providers) {
  describe(`AI SDK over ${name}`, () => {
    test("streamText", async () => {
      const result = streamText({ model, prompt: "What is a fold?", providerOptions });
      const kinds = new Set();
      for await (const part of result.fullStream) kinds.add(part.type);
      assert.ok(kinds.has("reasoning-delta") && kinds.has("text-delta") && !kinds.has("error"), [...kinds].join());
      assert.match(await result.text, /^This is a simulated answer/);
      assert.ok((await result.usage).totalTokens > 0);
    });

    test("tools over several steps, then another turn", async () => {
      const asked = [];
      const first = await generateText({
        model,
        providerOptions,
        prompt: 'call the tool weather with {"city":"Bonn"} and call the tool weather with {"city":"Rome"}',
        stopWhen: stepCountIs(3),
        tools: {
          weather: tool({
            description: "The weather in a city",
            inputSchema: z.object({ city: z.string() }),
            execute: async ({ city }) => {
              asked.push(city);
              return `rain in ${city}`;
            },
          }),
        },
      });
      assert.deepEqual(asked.sort(), ["Bonn", "Rome"]);
      assert.match(first.text, /rain in Bonn.*rain in Rome/s);
      assert.equal(first.steps.length, 2);
      const second = await generateText({
        model,
        providerOptions,
        messages: [
          { role: "user", content: "What is a fold?" },
          ...first.response.messages,
          { role: "user", content: "And now?" },
        ],
      });
      assert.match(second.text, /“And now\?”/);
    });

    test("generateObject", async () => {
      const { object } = await generateObject({
        model,
        prompt: "Who?",
        schema: z.object({ name: z.string(), age: z.number().int() }),
      });
      assert.equal(typeof object.name, "string");
    });

    test("a refused request is an APICallError", async () => {
      const none = name === "openai" ? openai("gpt-none") : anthropic("gpt-none");
      await assert.rejects(generateText({ model: none, prompt: "x", maxRetries: 0 }), (error) => {
        assert.ok(APICallError.isInstance(error));
        assert.equal(error.statusCode, 404);
        return true;
      });
    });
  });
}

test("the search tools of both providers", async () => {
  for (const [model, tools] of [
    [openai("deepreasoning"), { web_search: openai.tools.webSearch({}) }],
    [anthropic("deepreasoning"), { web_search: anthropic.tools.webSearch_20250305({}) }],
  ]) {
    const result = await generateText({ model, tools, prompt: "What is new?" });
    assert.ok(result.sources.some((source) => source.url.startsWith("https://example.com/")), result.text);
    assert.match(result.text, /\*\*Sources\*\*/);
  }
});
