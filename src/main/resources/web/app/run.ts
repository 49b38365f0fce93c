/** One answer, while it happens and afterwards. */
import { body, DIALECTS, footer, said, type Body, type Dialect, type Question, type Source, type Usage } from './dialects';
import { failure, send, type Failure } from './http';
import { events } from './sse';

export type State = 'waiting' | 'reasoning' | 'answering' | 'done' | 'stopped' | 'failed';

/** What is kept of an answer. */
export interface Kept {
  label: string;
  dialect: Dialect;
  question: Question;
  state: State;
  reasoning: string;
  answer: string;
  sources: Source[];
  stop?: string;
  usage?: Usage;
  failure?: Failure;
  requestId?: string;
  simulated?: boolean;
  firstMs?: number;
  answerMs?: number;
  totalMs?: number;
}

export class Run {
  readonly kept: Kept;
  private readonly abort = new AbortController();
  private readonly watchers = new Set<() => void>();
  private thought!: () => void;
  private over!: () => void;
  /** Settles when the reasoning is complete, or the answer over. */
  readonly reasoned: Promise<void>;
  readonly ended: Promise<void>;

  constructor(kept: Pick<Kept, 'label' | 'dialect' | 'question'> | Kept) {
    this.kept = { state: 'waiting', reasoning: '', answer: '', sources: [], ...kept };
    this.reasoned = new Promise((resolve) => (this.thought = resolve));
    this.ended = new Promise((resolve) => (this.over = resolve));
    if (this.finished) {
      this.thought();
      this.over();
    }
  }

  get finished(): boolean {
    return this.kept.state === 'done' || this.kept.state === 'stopped' || this.kept.state === 'failed';
  }

  /** Calls back after every change; returns how to leave. */
  watch(watcher: () => void): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  /** The body of the request, streamed as the page sends it or whole. */
  body(stream = true): Body {
    return body(this.kept.dialect, this.kept.question, stream);
  }

  stop(): void {
    this.abort.abort();
  }

  async start(): Promise<void> {
    const started = performance.now();
    const since = () => Math.round(performance.now() - started);
    try {
      const response = await send(DIALECTS[this.kept.dialect].path, 'POST', this.body(), {
        signal: this.abort.signal,
        headers: this.kept.dialect === 'messages' ? { 'anthropic-version': '2023-06-01' } : {},
      });
      this.kept.requestId = response.headers.get('x-request-id') ?? undefined;
      this.kept.simulated = response.headers.get('x-deepreasoning-simulated') === 'true';
      if (!response.ok || !response.body) {
        this.kept.failure = await failure(response);
        this.become('failed');
        return;
      }
      for await (const data of events(response.body)) {
        for (const each of said(this.kept.dialect, data)) {
          switch (each.kind) {
            case 'reasoning':
              this.kept.firstMs ??= since();
              this.kept.reasoning += each.text;
              this.become('reasoning');
              break;
            case 'answer':
              this.kept.firstMs ??= since();
              this.kept.answerMs ??= since();
              this.kept.answer += each.text;
              if (each.text.includes('**Sources**')) {
                this.cut();
              }
              this.become('answering');
              break;
            case 'sources':
              this.cite(each.sources);
              break;
            case 'usage':
              this.kept.usage = each.usage;
              break;
            case 'stop':
              this.kept.stop = each.reason;
              break;
            case 'failure':
              this.kept.failure = {
                status: response.status,
                message: 'The stream failed.',
                requestId: this.kept.requestId,
                ...each.failure,
              };
          }
        }
      }
      this.cut();
      if (!this.kept.failure && this.kept.stop === undefined) {
        this.kept.failure = { status: response.status, message: 'The stream ended before the answer did.' };
      }
      this.kept.totalMs = since();
      this.become(this.kept.failure ? 'failed' : 'done');
    } catch (problem) {
      this.kept.totalMs = since();
      if (this.abort.signal.aborted) {
        this.become('stopped');
      } else {
        this.kept.failure = {
          status: 0,
          message: this.kept.answer || this.kept.reasoning
            ? 'The connection to the gateway was lost.'
            : 'The gateway cannot be reached.',
        };
        this.become('failed');
      }
    }
  }

  /** The list of sources at the answer's end becomes cards. */
  private cut(): void {
    const { text, sources } = footer(this.kept.answer);
    this.kept.answer = text;
    this.cite(sources);
  }

  /** Sources in the order in which they came, each once; a real title beats an address. */
  private cite(sources: Source[]): void {
    for (const source of sources) {
      const known = this.kept.sources.find((each) => each.url === source.url);
      if (!known) {
        this.kept.sources.push({ ...source });
      } else if (known.title === known.url) {
        known.title = source.title;
      }
    }
    this.tell();
  }

  private become(state: State): void {
    this.kept.state = state;
    if (state !== 'waiting' && state !== 'reasoning') {
      this.thought();
    }
    if (this.finished) {
      this.over();
    }
    this.tell();
  }

  private tell(): void {
    this.watchers.forEach((watcher) => watcher());
  }
}
