/** Calls to the gateway. The session's cookie travels by itself; the header says that this page makes the call. */

/** A failure as the API words it. */
export interface Failure {
  status: number;
  message: string;
  type?: string;
  code?: string;
  param?: string;
  requestId?: string;
  retryAfter?: string;
}

/** A call that was refused. */
export class Refused extends Error {
  constructor(readonly failure: Failure) {
    super(failure.message);
  }
}

const MARK = { 'x-deepreasoning-page': '1' };

/** Makes a call whose body, if any, is JSON. */
export function send(path: string, method: string, body?: unknown, more: RequestInit = {}): Promise<Response> {
  const headers: Record<string, string> = { ...MARK };
  if (body !== undefined) {
    headers['content-type'] = 'application/json';
  }
  return fetch(path, {
    method,
    headers: { ...headers, ...(more.headers as Record<string, string> | undefined) },
    body: body === undefined ? undefined : JSON.stringify(body),
    credentials: 'same-origin',
    redirect: 'error',
    signal: more.signal ?? null,
  });
}

/** Makes a call and reads its JSON. */
export async function json<T>(path: string, method = 'GET', body?: unknown): Promise<T> {
  let response: Response;
  try {
    response = await send(path, method, body);
  } catch {
    throw new Refused({ status: 0, message: 'The gateway cannot be reached.' });
  }
  if (!response.ok) {
    throw new Refused(await failure(response));
  }
  return (response.status === 204 ? undefined : await response.json()) as T;
}

/** What a refused call says, whatever the dialect of its envelope. */
export async function failure(response: Response): Promise<Failure> {
  const told: Failure = { status: response.status, message: `The gateway answered ${response.status}.` };
  const id = response.headers.get('x-request-id');
  const wait = response.headers.get('retry-after');
  if (id) {
    told.requestId = id;
  }
  if (wait) {
    told.retryAfter = wait;
  }
  try {
    return { ...told, ...envelope(await response.json()) };
  } catch {
    return told;
  }
}

/** The members of an error envelope: OpenAI's and Anthropic's alike. */
export function envelope(body: unknown): Partial<Failure> {
  const error = (body as { error?: Record<string, unknown> })?.error ?? {};
  const told: Partial<Failure> = {};
  for (const name of ['message', 'type', 'code', 'param'] as const) {
    if (typeof error[name] === 'string') {
      told[name] = error[name];
    }
  }
  return told;
}
