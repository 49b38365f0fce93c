/** Who is signed in, as the gateway knows it; no key is ever kept here. */
import { Refused, json } from './http';

export interface Session {
  /** How callers are recognised: `open`, `static` or `accounts`. */
  mode: 'open' | 'static' | 'accounts';
  simulated: boolean;
  /** What signed in; absent where nobody did. */
  as?: 'key' | 'admin';
  account?: string;
  expires?: number;
  /** Whether chats can be saved. */
  chats: boolean;
  /** Whether there is an admin API to sign in to. */
  admin: boolean;
}

export const PLACE = '/v1/session';

export const current = (): Promise<Session> => json<Session>(PLACE);

/** Exchanges a key or the admin token for a session. */
export const signIn = (key: string): Promise<Session> => json<Session>(PLACE, 'POST', { key });

export const signOut = (): Promise<Session> => json<Session>(PLACE, 'DELETE');

/** Whether the playground can ask models. */
export const mayAsk = (session: Session | undefined): boolean => session !== undefined && (session.mode === 'open' || session.as === 'key');

export const words = (problem: unknown): string =>
  problem instanceof Refused ? problem.failure.message : problem instanceof Error ? problem.message : 'Something failed.';
