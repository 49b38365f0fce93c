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
  /** Name of the identity provider where one can sign in; absent where there is none. */
  provider?: string;
}

export const PLACE = '/v1/session';

/** Where a visit to the identity provider begins: the browser goes there, no script does. */
export const VISIT = `${PLACE}/oidc`;

const VISITS: Record<string, string> = {
  sign_in_denied: 'The sign-in was declined at the identity provider.',
  sign_in_expired: 'That sign-in was begun too long ago, or in another window. Please begin again.',
  sign_in_refused: 'The identity provider did not sign you in. Its operator, or this gateway’s, finds the reason in the log.',
  no_access: 'The identity provider knows you, but nothing here is open to you. Ask this gateway’s operator.',
  identity_provider_unavailable: 'The identity provider does not answer now. Please try again in a moment.',
  rate_limit_exceeded: 'Too many sign-ins have failed from where you are. Please wait a minute.',
};

/** What went wrong with a visit, by the code in the address that it came back to; absent where it did not come from one. */
export function visitProblem(place: string): string | undefined {
  const code = /^#\/sign-in\/([a-z_]+)$/.exec(place)?.[1];
  return code === undefined ? undefined : (VISITS[code] ?? 'The sign-in failed. Please try again in a moment.');
}

export const current = (): Promise<Session> => json<Session>(PLACE);

/** Exchanges a key or the admin token for a session. */
export const signIn = (key: string): Promise<Session> => json<Session>(PLACE, 'POST', { key });

export const signOut = (): Promise<Session> => json<Session>(PLACE, 'DELETE');

/** Whether the playground can ask models. */
export const mayAsk = (session: Session | undefined): boolean => session !== undefined && (session.mode === 'open' || session.as === 'key');

export const words = (problem: unknown): string =>
  problem instanceof Refused ? problem.failure.message : problem instanceof Error ? problem.message : 'Something failed.';
