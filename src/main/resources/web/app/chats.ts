/** Conversations: kept in this tab, and by the gateway for those who have an account. */
import { Refused, json } from './http';
import { Run, type Kept } from './run';
import type { Body, Dialect, Picture } from './dialects';

export type Compare = 'none' | 'reasoning' | 'models';

/** What stands on the right of the page. */
export interface Settings {
  model: string;
  dialect: Dialect;
  system: string;
  parameters: Body;
  compare: Compare;
  second: string;
}

export interface Turn {
  text: string;
  pictures: Picture[];
  runs: Run[];
  chosen: number;
}

export interface Chat {
  id: string;
  title: string;
  settings: Settings;
  turns: Turn[];
  saved: boolean;
}

interface StoredTurn {
  text: string;
  pictures: Picture[];
  chosen: number;
  runs: Kept[];
}

/** The form in which a chat is exported and saved. */
export interface StoredChat {
  format: 'deepreasoning-chat';
  version: 1;
  title: string;
  settings: Settings;
  turns: StoredTurn[];
}

export interface ChatLine {
  id: string;
  title: string;
  model: string;
  updated: number;
}

export const FRESH: Settings = {
  model: 'deepreasoning',
  dialect: 'chat',
  system: '',
  parameters: {},
  compare: 'none',
  second: '',
};

let number = 0;

export function newChat(settings: Settings = FRESH): Chat {
  return { id: `tab-${++number}`, title: 'New chat', settings: structuredClone(settings), turns: [], saved: false };
}

export function stored(chat: Chat): StoredChat {
  return {
    format: 'deepreasoning-chat',
    version: 1,
    title: chat.title,
    settings: chat.settings,
    turns: chat.turns.map((turn) => ({
      text: turn.text,
      pictures: turn.pictures,
      chosen: turn.chosen,
      runs: turn.runs.map((run) => run.kept),
    })),
  };
}

/** A chat as it was exported; fails with a sentence where it is none. */
export function revived(value: unknown, id?: string): Chat {
  const it = value as StoredChat;
  if (it?.format !== 'deepreasoning-chat' || it.version !== 1 || !Array.isArray(it.turns)) {
    throw new Error('This file is not a chat that was exported here.');
  }
  const chat = newChat({ ...FRESH, ...it.settings });
  chat.title = String(it.title).slice(0, 200);
  chat.saved = id !== undefined;
  chat.id = id ?? chat.id;
  chat.turns = it.turns.map((turn) => ({
    text: String(turn.text),
    pictures: (turn.pictures ?? []).filter((each) => /^data:image\/(png|jpeg|gif|webp);base64,/.test(each.url)),
    chosen: Number(turn.chosen) || 0,
    runs: (turn.runs ?? []).map((kept) => new Run(finished(kept))),
  }));
  return chat;
}

function finished(kept: Kept): Kept {
  const over = kept.state === 'done' || kept.state === 'failed' || kept.state === 'stopped';
  return { ...kept, reasoning: String(kept.reasoning), answer: String(kept.answer), sources: kept.sources ?? [], state: over ? kept.state : 'stopped' };
}

const PLACE = '/v1/account/chats';

export async function savedChats(): Promise<ChatLine[]> {
  return (await json<{ data: ChatLine[] }>(PLACE)).data;
}

export async function openChat(id: string): Promise<Chat> {
  const it = await json<{ content: StoredChat }>(`${PLACE}/${encodeURIComponent(id)}`);
  return revived(it.content, id);
}

/** Saves a chat; its id is then the gateway's. */
export async function saveChat(chat: Chat): Promise<void> {
  const body = { title: chat.title, model: chat.settings.model, content: stored(chat) };
  if (chat.saved) {
    try {
      await json(`${PLACE}/${encodeURIComponent(chat.id)}`, 'PUT', body);
      return;
    } catch (problem) {
      if (!(problem instanceof Refused) || problem.failure.status !== 404) {
        throw problem;
      }
    }
  }
  chat.id = (await json<{ id: string }>(PLACE, 'POST', body)).id;
  chat.saved = true;
}

export const removeChat = (id: string): Promise<void> => json(`${PLACE}/${encodeURIComponent(id)}`, 'DELETE');
