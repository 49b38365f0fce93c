// Vercel's AI SDK through its provider for OpenAI-compatible gateways.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { APICallError, generateObject, generateText, stepCountIs, streamText, tool } from "ai";
import { z } from "zod";

const gateway = createOpenAICompatible({
  name: "deepreasoning",
  baseURL: `${process.env.GATEWAY}/v1`,
  apiKey: "unused",
  includeUsage: true,
  supportsStructuredOutputs: true,
});
const model = gateway("deepreasoning");

test("generateText", async () => {
  const result = await generateText({ model, prompt: "What is a fold?" });
  assert.match(result.text, /^This is a simulated answer/);
  assert.match(result.reasoningText, /^This is simulated reasoning\./);
  assert.ok(result.usage.outputTokens > 0);
  assert.equal(result.finishReason, "stop");
});

test("streamText", async () => {
  const result = streamText({ model, prompt: "What is a fold?" });
  const kinds = new Set();
  for await (const part of result.fullStream) kinds.add(part.type);
  assert.ok(kinds.has("reasoning-delta") && kinds.has("text-delta") && !kinds.has("error"), [...kinds].join());
  assert.ok((await result.usage).totalTokens > 0);
});

test("tools over several steps", async () => {
  const result = await generateText({
    model,
    prompt: 'call the tool weather with {"city":"Bonn"}',
    stopWhen: stepCountIs(3),
    tools: {
      weather: tool({
        description: "The weather in a city",
        inputSchema: z.object({ city: z.string() }),
        execute: async ({ city }) => `rain in ${city}`,
      }),
    },
  });
  assert.equal(result.steps.length, 2);
  assert.match(result.text, /rain in Bonn/);
});

test("generateObject", async () => {
  const { object } = await generateObject({
    model,
    schema: z.object({ name: z.string(), people: z.number().int() }),
    prompt: "Which city?",
  });
  assert.equal(typeof object.name, "string");
});

test("errors carry the gateway's message", async () => {
  await assert.rejects(generateText({ model: gateway("gpt-none"), prompt: "x", maxRetries: 0 }), (error) => {
    assert.ok(APICallError.isInstance(error));
    assert.equal(error.statusCode, 404);
    assert.match(error.message, /gpt-none/);
    return true;
  });
});
