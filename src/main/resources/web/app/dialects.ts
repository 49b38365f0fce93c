/** What is asked, in each of the three dialects, and what their streams say. */
import { envelope, type Failure } from './http';

export type Dialect = 'chat' | 'responses' | 'messages';
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
export type Body = { [name: string]: Json };

export const DIALECTS: Record<Dialect, { name: string; path: string }> = {
  chat: { name: 'Chat Completions', path: '/v1/chat/completions' },
  responses: { name: 'Responses', path: '/v1/responses' },
  messages: { name: 'Messages', path: '/v1/messages' },
};

/** A picture that the user attached: a data URL. */
export interface Picture {
  name: string;
  url: string;
}

/** One turn of a conversation, before it is put in a dialect. */
export interface Spoken {
  role: 'user' | 'assistant';
  text: string;
  pictures?: Picture[];
}

/** What is asked, before it is put in a dialect. */
export interface Question {
  model: string;
  system: string;
  spoken: Spoken[];
  /** The product's own parameters, as the API names them; only those that differ from their defaults. */
  parameters: Body;
}

export interface Source {
  title: string;
  url: string;
}

export interface StageUse {
  stage: 'search' | 'reasoning' | 'answer';
  model?: string;
  depth?: string;
  host?: string;
  upstream_cost?: { amount: string };
  tokens?: { input: number; cache_write: number; cache_read: number; output: number; reasoning: number };
  source?: string;
  first_token_ms?: number;
  total_ms: number;
}

/** Billed numbers, and what the gateway tells beside them. */
export interface Usage {
  input: number;
  output: number;
  reasoning: number;
  detail?: {
    reasoning: string;
    search?: string;
    adjusted: { name: string; from?: string; to?: string }[];
    price?: { amount: string; currency: string };
    margin?: { amount: string };
    simulated: boolean;
    stages: StageUse[];
  };
}

/** What one event of a stream says. */
export type Said =
  | { kind: 'reasoning' | 'answer'; text: string }
  | { kind: 'sources'; sources: Source[] }
  | { kind: 'usage'; usage: Usage }
  | { kind: 'stop'; reason: string }
  | { kind: 'failure'; failure: Partial<Failure> };

const DEFAULT_MAX_TOKENS = 8192;

/** The body of a request. */
export function body(dialect: Dialect, question: Question, stream: boolean): Body {
  const { reasoning_effort: effort, max_tokens: maxTokens, ...rest } = question.parameters;
  switch (dialect) {
    case 'chat':
      return {
        model: question.model,
        messages: [
          ...(question.system ? [{ role: 'system', content: question.system }] : []),
          ...question.spoken.map((turn) => ({ role: turn.role, content: chatContent(turn) })),
        ],
        ...(stream ? { stream: true, stream_options: { include_usage: true } } : {}),
        ...(maxTokens === undefined ? {} : { max_tokens: maxTokens }),
        ...(effort === undefined ? {} : { reasoning_effort: effort }),
        ...rest,
      };
    case 'responses':
      return {
        model: question.model,
        ...(question.system ? { instructions: question.system } : {}),
        input: question.spoken.map((turn) => ({ role: turn.role, content: responsesContent(turn) })),
        ...(stream ? { stream: true } : {}),
        ...(maxTokens === undefined ? {} : { max_output_tokens: maxTokens }),
        ...(effort === undefined ? {} : { reasoning: { effort } }),
        ...rest,
      };
    case 'messages': {
      const { reasoning_max_tokens: budget, include_reasoning: include, ...others } = rest;
      const thinking: Body | undefined =
        effort === 'none' || others['reasoning_mode'] === 'off'
          ? { type: 'disabled' }
          : include === false
            ? undefined
            : budget === undefined
              ? { type: 'adaptive' }
              : { type: 'enabled', budget_tokens: budget };
      return {
        model: question.model,
        max_tokens: maxTokens ?? DEFAULT_MAX_TOKENS,
        ...(question.system ? { system: question.system } : {}),
        messages: question.spoken.map((turn) => ({ role: turn.role, content: messagesContent(turn) })),
        ...(stream ? { stream: true } : {}),
        ...(thinking ? { thinking } : {}),
        ...(effort === undefined || effort === 'none' ? {} : { output_config: { effort } }),
        ...others,
      };
    }
  }
}

function chatContent(turn: Spoken): Json {
  return turn.pictures?.length
    ? [
        { type: 'text', text: turn.text },
        ...turn.pictures.map((picture) => ({ type: 'image_url', image_url: { url: picture.url } })),
      ]
    : turn.text;
}

function responsesContent(turn: Spoken): Json {
  return turn.pictures?.length
    ? [
        { type: 'input_text', text: turn.text },
        ...turn.pictures.map((picture) => ({ type: 'input_image', image_url: picture.url, detail: 'auto' })),
      ]
    : turn.text;
}

function messagesContent(turn: Spoken): Json {
  return turn.pictures?.length
    ? [
        ...turn.pictures.map((picture) => {
          const [, type = 'image/png', data = ''] = /^data:([^;]+);base64,(.*)$/s.exec(picture.url) ?? [];
          return { type: 'image', source: { type: 'base64', media_type: type, data } };
        }),
        { type: 'text', text: turn.text },
      ]
    : turn.text;
}

/* Events are read as they are on the wire; what is not there reads as undefined. */
/* eslint-disable @typescript-eslint/no-explicit-any */
type Wire = any;

/** What an event's data says; nothing for what the page does not show. */
export function said(dialect: Dialect, data: string): Said[] {
  if (data === '[DONE]') {
    return [];
  }
  let event: Wire;
  try {
    event = JSON.parse(data);
  } catch {
    return [];
  }
  switch (dialect) {
    case 'chat':
      return ofChat(event);
    case 'responses':
      return ofResponses(event);
    case 'messages':
      return ofMessages(event);
  }
}

function ofChat(event: Wire): Said[] {
  if (event.error) {
    return [{ kind: 'failure', failure: envelope(event) }];
  }
  const all: Said[] = [];
  const choice = event.choices?.[0];
  const delta = choice?.delta ?? {};
  if (delta.reasoning_content) {
    all.push({ kind: 'reasoning', text: delta.reasoning_content });
  }
  if (delta.content || delta.refusal) {
    all.push({ kind: 'answer', text: delta.content || delta.refusal });
  }
  if (delta.annotations) {
    all.push({ kind: 'sources', sources: delta.annotations.map((each: Wire) => source(each.url_citation)) });
  }
  if (choice?.finish_reason) {
    all.push({ kind: 'stop', reason: choice.finish_reason });
  }
  if (event.usage) {
    const usage = event.usage;
    all.push({
      kind: 'usage',
      usage: {
        input: usage.prompt_tokens,
        output: usage.completion_tokens,
        reasoning: usage.completion_tokens_details?.reasoning_tokens ?? 0,
        detail: usage.deepreasoning,
      },
    });
  }
  return all;
}

function ofResponses(event: Wire): Said[] {
  switch (event.type) {
    case 'response.reasoning_summary_text.delta':
    case 'response.reasoning_text.delta':
      return [{ kind: 'reasoning', text: event.delta }];
    case 'response.output_text.delta':
    case 'response.refusal.delta':
      return [{ kind: 'answer', text: event.delta }];
    case 'response.output_text.annotation.added':
      return [{ kind: 'sources', sources: [source(event.annotation)] }];
    case 'response.output_item.done':
      return [{ kind: 'sources', sources: (event.item?.action?.sources ?? []).map(source) }];
    case 'response.completed':
    case 'response.incomplete': {
      const usage = event.response.usage;
      return [
        { kind: 'stop', reason: event.response.incomplete_details?.reason ?? 'stop' },
        {
          kind: 'usage',
          usage: {
            input: usage.input_tokens,
            output: usage.output_tokens,
            reasoning: usage.output_tokens_details?.reasoning_tokens ?? 0,
            detail: usage.deepreasoning,
          },
        },
      ];
    }
    case 'response.failed':
      return [{ kind: 'failure', failure: envelope(event.response) }];
    case 'error':
      return [{ kind: 'failure', failure: envelope(event.error ? event : { error: event }) }];
    default:
      return [];
  }
}

function ofMessages(event: Wire): Said[] {
  switch (event.type) {
    case 'content_block_start':
      return Array.isArray(event.content_block?.content)
        ? [{ kind: 'sources', sources: event.content_block.content.map(source) }]
        : [];
    case 'content_block_delta':
      switch (event.delta.type) {
        case 'thinking_delta':
          return [{ kind: 'reasoning', text: event.delta.thinking }];
        case 'text_delta':
          return [{ kind: 'answer', text: event.delta.text }];
        case 'citations_delta':
          return [{ kind: 'sources', sources: [source(event.delta.citation)] }];
        default:
          return [];
      }
    case 'message_delta': {
      const usage = event.usage ?? {};
      return [
        { kind: 'stop', reason: event.delta?.stop_reason ?? 'end_turn' },
        {
          kind: 'usage',
          usage: {
            input: (usage.input_tokens ?? 0) + (usage.cache_creation_input_tokens ?? 0) + (usage.cache_read_input_tokens ?? 0),
            output: usage.output_tokens ?? 0,
            reasoning: usage.output_tokens_details?.thinking_tokens ?? 0,
            detail: usage.deepreasoning,
          },
        },
      ];
    }
    case 'error':
      return [{ kind: 'failure', failure: envelope(event) }];
    default:
      return [];
  }
}

function source(wire: Wire): Source {
  const url = String(wire?.url ?? '');
  return { url, title: String(wire?.title || url) };
}

const FOOTER = /\n\n\*\*Sources\*\*\n((?:\d+\. \[(?:\\.|[^\]\\])*\]\(<[^>\n]*>\)\n?)+)$/;
const FOOTER_LINE = /^\d+\. \[((?:\\.|[^\]\\])*)\]\(<([^>\n]*)>\)$/gm;

/** An answer's own list of sources, which the page shows as cards. */
export function footer(answer: string): { text: string; sources: Source[] } {
  const found = FOOTER.exec(answer);
  if (!found?.[1]) {
    return { text: answer, sources: [] };
  }
  const sources: Source[] = [];
  for (const [, title = '', url = ''] of found[1].matchAll(FOOTER_LINE)) {
    sources.push({ title: title.replace(/\\(.)/g, '$1'), url });
  }
  return { text: answer.slice(0, found.index), sources };
}
