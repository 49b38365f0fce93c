/** The console of an account holder: balance, usage, keys, ledger. */
import { html, nothing, type TemplateResult } from 'lit';
import { cell, columns, type Column } from './charts';
import { copy, download } from './dom';
import { count, moment, time, usd } from './format';
import { json } from './http';
import { words } from './session';
import { View } from './view';

export interface Money {
  amount: string;
  currency: string;
}

export interface Account {
  id: string;
  name: string;
  created: number;
  simulated: boolean;
  closed: boolean;
  balance: Money;
  reserved: Money;
  available: Money;
  limits: { requests_per_minute: number; tokens_per_minute: number; concurrent_requests: number; keys: number };
  left?: { requests: number; tokens: number; concurrent_requests: number };
}

interface Key {
  id: string;
  name: string;
  prefix: string;
  created: number;
  last_used: number | null;
  expires: number | null;
  revoked: number | null;
  spend_cap: Money | null;
  spent: Money;
  models: string[] | null;
  endpoints: string[] | null;
  key?: string;
}

interface Stage {
  stage: 'search' | 'reasoning' | 'answer';
  model: string | null;
  input: number;
  cached: number;
  output: number;
  reasoning: number;
  tokens: string;
  first_token_ms: number | null;
  duration_ms: number | null;
}

export interface Event_ {
  id: string;
  created: number;
  source: string;
  model: string;
  requested_model: string;
  endpoint: string;
  key_id: string;
  tokens: { input: number; output: number; cached: number; total: number };
  cost: Money;
  status: string;
  outcome: string;
  status_code: number;
  error: string | null;
  metadata: { tool_usage: { web_search: number } };
  duration_ms: number;
  first_token_ms: number | null;
  stages: Stage[];
  explanation?: {
    reasoning: string;
    search: string | null;
    adjusted: { name: string; from: string | null; to: string | null }[];
    attempts: { stage: string; outcome: string; at_ms: number; ms: number | null; host?: string }[];
    charge: { code: string; message: string };
    notes: { code: string; message: string }[];
  };
}

interface Day {
  date: string;
  model: string;
  source: string;
  requests: number;
  errors: number;
  tokens: { reasoning: number; answer: number; input: number };
  cost: Money;
}

export interface Entry {
  id: string;
  created: number;
  kind: string;
  amount: Money;
  balance_after: Money;
  request_id: string | null;
  external_reference: string | null;
  note: string | null;
}

const DAY = 86_400;
const FILTERS = ['model', 'status', 'source', 'from', 'to'] as const;

/** A view that loads what it shows, and says so where it cannot. */
export abstract class Loading extends View {
  static override properties = { problem: { state: true }, revision: { state: true } };
  declare problem: string;
  declare revision: number;

  constructor() {
    super();
    this.problem = '';
    this.revision = 0;
  }

  /** Does something that may be refused. */
  protected async attempt(work: () => Promise<void>): Promise<boolean> {
    try {
      this.problem = '';
      await work();
      return true;
    } catch (problem) {
      this.problem = words(problem);
      return false;
    } finally {
      this.revision++;
    }
  }

  protected alert(): TemplateResult | typeof nothing {
    return this.problem ? html`<div class="alert" role="alert">${this.problem}</div>` : nothing;
  }
}

export class AccountOverview extends Loading {
  private account: Account | undefined;
  private days: Day[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    void this.attempt(async () => {
      this.account = await json<Account>('/v1/account');
      this.days = (await json<{ data: Day[] }>('/v1/account/usage/daily')).data;
    });
  }

  protected override render(): TemplateResult {
    const { account } = this;
    if (!account) {
      return html`${this.alert()}`;
    }
    const { limits, left } = account;
    return html`${this.alert()}
      <div class="tiles">
        <div class="tile"><span>Balance</span><b title="USD ${account.balance.amount}">${usd(account.balance.amount)}</b></div>
        <div class="tile"><span>Available</span><b title="USD ${account.available.amount}">${usd(account.available.amount)}</b><small>${usd(account.reserved.amount)} reserved by requests under way</small></div>
        <div class="tile"><span>Requests a minute</span><b>${count(limits.requests_per_minute)}</b>${left ? html`<small>${count(left.requests)} left now</small>` : nothing}</div>
        <div class="tile"><span>Tokens a minute</span><b>${count(limits.tokens_per_minute)}</b>${left ? html`<small>${count(left.tokens)} left now</small>` : nothing}</div>
        <div class="tile"><span>At once</span><b>${count(limits.concurrent_requests)}</b></div>
      </div>
      ${charts(this.days)}`;
  }
}
customElements.define('dr-overview', AccountOverview);

/** Cost by model, tokens by stage, requests by source: the last thirty days. */
function charts(days: Day[]): TemplateResult {
  const today = Math.floor(Date.now() / 1_000 / DAY) * DAY;
  const dates = Array.from({ length: 30 }, (_, i) => new Date((today - (29 - i) * DAY) * 1_000).toISOString().slice(0, 10));
  const by = (parts: (day: Day) => [string, number][]): Column[] =>
    dates.map((label) => {
      const sums = new Map<string, number>();
      for (const each of days.filter((one) => one.date === label)) {
        for (const [name, value] of parts(each)) {
          sums.set(name, (sums.get(name) ?? 0) + value);
        }
      }
      return { label, parts: [...sums].filter(([, value]) => value > 0).map(([name, value]) => ({ name, value })) };
    });
  return html`<div class="charts">
    ${columns('Cost by model', by((one) => [[one.model, Number(one.cost.amount)]]), (value) => usd(String(value)))}
    ${columns('Tokens by stage', by((one) => [['prompt', one.tokens.input], ['reasoning', one.tokens.reasoning], ['answer', one.tokens.answer]]), count)}
    ${columns('Requests', by((one) => [[one.source, one.requests - one.errors], ['errors', one.errors]]), count)}
  </div>`;
}

export class AccountUsage extends Loading {
  private filter: Partial<Record<(typeof FILTERS)[number], string>> = {};
  private events: Event_[] = [];
  private next: string | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  private query(before?: string | null): string {
    const query = new URLSearchParams({ limit: '50' });
    for (const name of FILTERS) {
      const value = this.filter[name];
      if (value) {
        query.set(name, value);
      }
    }
    if (before) {
      query.set('before', before);
    }
    return query.toString();
  }

  private load(more = false): Promise<boolean> {
    return this.attempt(async () => {
      const page = await json<{ data: Event_[]; next_cursor: string | null }>(`/v1/account/usage?${this.query(more ? this.next : null)}`);
      this.events = more ? [...this.events, ...page.data] : page.data;
      this.next = page.next_cursor;
    });
  }

  private change(name: (typeof FILTERS)[number], event: Event): void {
    this.filter = { ...this.filter, [name]: (event.currentTarget as HTMLInputElement).value.trim() };
    void this.load();
  }

  private csv(): void {
    const head = ['id', 'time', 'source', 'endpoint', 'model', 'status', 'input_tokens', 'output_tokens', 'searches', 'cost_usd', 'duration_ms'];
    const rows = this.events.map((one) => [
      one.id, new Date(one.created * 1_000).toISOString(), one.source, one.endpoint, one.model, one.outcome,
      one.tokens.input, one.tokens.output, one.metadata.tool_usage.web_search, one.cost.amount, one.duration_ms,
    ]);
    download('usage.csv', 'text/csv', [head, ...rows].map((row) => row.map(cell).join(',')).join('\r\n') + '\r\n');
  }

  protected override render(): TemplateResult {
    return html`<form class="filters" @submit=${(e: Event) => e.preventDefault()}>
        <label>Model<input name="model" placeholder="all" @change=${(e: Event) => this.change('model', e)} /></label>
        <label>Status<select name="status" @change=${(e: Event) => this.change('status', e)}><option value="">all</option><option>success</option><option>error</option></select></label>
        <label>Source<select name="source" @change=${(e: Event) => this.change('source', e)}><option value="">all</option><option>api</option><option>playground</option></select></label>
        <label>From<input type="date" name="from" @change=${(e: Event) => this.change('from', e)} /></label>
        <label>Until<input type="date" name="to" @change=${(e: Event) => this.change('to', e)} /></label>
        <button type="button" class="quiet" ?disabled=${!this.events.length} @click=${this.csv}>CSV</button>
      </form>
      ${this.alert()}
      <div class="scroll" tabindex="0" role="group" aria-label="Requests">
        <table class="data">
          <thead><tr><th scope="col">Time (UTC)</th><th scope="col">Request</th><th scope="col">Model</th><th scope="col">Source</th><th scope="col">Status</th><th scope="col" class="right">In</th><th scope="col" class="right">Out</th><th scope="col" class="right">Took</th><th scope="col" class="right">Cost</th></tr></thead>
          <tbody>
            ${this.events.map(
              (one) => html`<tr>
                <td class="nowrap">${moment(one.created)}</td>
                <td><a href="#/console/usage/${one.id}"><code>${one.id}</code></a></td>
                <td>${one.model}</td>
                <td>${one.source}</td>
                <td><span class="badge ${one.status === 'success' ? 'good' : 'bad'}">${one.error ?? one.outcome}</span></td>
                <td class="right">${count(one.tokens.input)}</td>
                <td class="right">${count(one.tokens.output)}</td>
                <td class="right nowrap">${time(one.duration_ms)}</td>
                <td class="right" title="USD ${one.cost.amount}">${usd(one.cost.amount)}</td>
              </tr>`,
            )}
          </tbody>
        </table>
      </div>
      ${this.events.length ? nothing : html`<p class="empty">No requests yet.</p>`}
      ${this.next ? html`<button type="button" @click=${() => this.load(true)}>More</button>` : nothing}`;
  }
}
customElements.define('dr-usage', AccountUsage);

/** One request explained: where its time went, what was changed, what was charged and why. */
export class AccountRequest extends Loading {
  static override properties = { ...Loading.properties, request: { type: String } };
  declare request: string;
  private event: Event_ | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.attempt(async () => {
      this.event = await json<Event_>(`/v1/account/usage/${encodeURIComponent(this.request)}`);
    });
  }

  protected override render(): TemplateResult {
    const one = this.event;
    if (!one) {
      return html`${this.alert()}`;
    }
    const why = one.explanation;
    return html`<p><a href="#/console/usage">All requests</a></p>
      <h2><code>${one.id}</code></h2>
      <p class="hint">${moment(one.created)} UTC, ${one.endpoint}, from the ${one.source}, asked for ${one.requested_model}</p>
      ${gantt(one)}
      <div class="tiles">
        <div class="tile"><span>Outcome</span><b>${one.error ?? one.outcome}</b><small>HTTP ${one.status_code}</small></div>
        <div class="tile"><span>Charged</span><b title="USD ${one.cost.amount}">${usd(one.cost.amount)}</b></div>
        <div class="tile"><span>First token</span><b>${time(one.first_token_ms ?? undefined)}</b></div>
        <div class="tile"><span>In all</span><b>${time(one.duration_ms)}</b></div>
      </div>
      ${why
        ? html`<h3>Why it went so</h3>
            <ul class="reasons">
              <li>${why.charge.message}</li>
              ${why.notes.map((note) => html`<li>${note.message}</li>`)}
              ${why.adjusted.map((each) => html`<li>Adjusted <code>${each.name}</code>: ${each.from ?? 'not sent'} became ${each.to ?? 'left out'}.</li>`)}
            </ul>
            <h3>Calls to upstreams</h3>
            <table class="data">
              <thead><tr><th scope="col">Stage</th><th scope="col">Began at</th><th scope="col">First token or failure after</th><th scope="col">How</th></tr></thead>
              <tbody>${why.attempts.map((each) => html`<tr><td>${each.stage}</td><td>${time(each.at_ms)}</td><td>${time(each.ms ?? undefined)}</td><td>${each.outcome}</td></tr>`)}</tbody>
            </table>`
        : nothing}
      <h3>Stages</h3>
      <table class="data">
        <thead><tr><th scope="col">Stage</th><th scope="col">Model</th><th scope="col" class="right">In</th><th scope="col" class="right">From cache</th><th scope="col" class="right">Out</th><th scope="col">Counted</th><th scope="col" class="right">Took</th></tr></thead>
        <tbody>
          ${one.stages.map(
            (stage) => html`<tr><td>${stage.stage}</td><td>${stage.model ?? ''}</td><td class="right">${count(stage.input)}</td><td class="right">${count(stage.cached)}</td><td class="right">${count(stage.output)}</td><td>${stage.tokens}</td><td class="right">${time(stage.duration_ms ?? undefined)}</td></tr>`,
          )}
        </tbody>
      </table>`;
  }
}
customElements.define('dr-request', AccountRequest);

/** Stages on the request's own clock; ticks are calls that failed. */
function gantt(one: Event_): TemplateResult {
  const total = Math.max(1, one.duration_ms);
  const attempts = one.explanation?.attempts ?? [];
  const rows = one.stages.map((stage) => {
    const first = attempts.find((each) => each.stage === stage.stage);
    return { ...stage, at: first?.at_ms ?? 0, failed: attempts.filter((each) => each.stage === stage.stage && each.outcome !== 'opened') };
  });
  // A stage begins before its first call does, by what it prepares: it ends where the next one begins.
  rows.forEach((row, i) => {
    row.at = Math.max(0, Math.min(row.at, (rows[i + 1]?.at ?? total) - (row.duration_ms ?? 0)));
  });
  return html`<figure class="gantt">
    ${rows.map(
      (row) => html`<div class="of-${row.stage}">
        <span>${row.stage}</span>
        <svg viewBox="0 0 1000 14" preserveAspectRatio="none" role="img" aria-label="${row.stage}: from ${time(row.at)}, ${time(row.duration_ms ?? 0)} long">
          <rect class="work" x=${Math.min(995, (row.at / total) * 1000)} width=${Math.max(4, Math.min(1000, ((row.duration_ms ?? 0) / total) * 1000))} height="14" rx="4"></rect>
        </svg>
        <b>${time(row.duration_ms ?? undefined)}</b>
      </div>`,
    )}
  </figure>`;
}

export class AccountKeys extends Loading {
  private keys: Key[] = [];
  private made: Key | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  private load(): Promise<boolean> {
    return this.attempt(async () => {
      this.keys = (await json<{ data: Key[] }>('/v1/account/keys?limit=200')).data;
    });
  }

  private async create(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const value = (name: string) => (form.elements.namedItem(name) as HTMLInputElement).value.trim();
    const list = (name: string) => value(name).split(/[\s,]+/).filter(Boolean);
    const wanted: Record<string, unknown> = { name: value('name') };
    if (value('cap')) {
      wanted['spend_cap'] = value('cap');
    }
    if (value('expires')) {
      wanted['expires'] = Date.parse(`${value('expires')}T00:00:00Z`) / 1_000;
    }
    if (list('models').length) {
      wanted['models'] = list('models');
    }
    const done = await this.attempt(async () => {
      this.made = await json<Key>('/v1/account/keys', 'POST', wanted);
      this.keys = (await json<{ data: Key[] }>('/v1/account/keys?limit=200')).data;
    });
    if (done) {
      form.reset();
    }
  }

  private async revoke(key: Key): Promise<void> {
    if (confirm(`Revoke the key “${key.name}”? What uses it stops working, for good.`)) {
      await this.attempt(async () => {
        await json(`/v1/account/keys/${encodeURIComponent(key.id)}`, 'DELETE');
        this.keys = (await json<{ data: Key[] }>('/v1/account/keys?limit=200')).data;
      });
    }
  }

  protected override render(): TemplateResult {
    return html`${this.alert()}
      ${this.made?.key
        ? html`<div class="made" role="status">
            <p><b>${this.made.name}</b> is made. Copy it now: it is not shown again.</p>
            <div class="row"><code>${this.made.key}</code>
              <button type="button" class="primary" @click=${(e: Event) => copy(this.made?.key ?? '', e.currentTarget as HTMLElement)}>Copy</button>
              <button type="button" class="quiet" @click=${() => { this.made = undefined; this.revision++; }}>Done</button></div>
          </div>`
        : nothing}
      <form class="filters" @submit=${this.create}>
        <label>Name<input name="name" required maxlength="100" placeholder="continuous integration" autocomplete="off" /></label>
        <label>Spend cap, USD<input name="cap" inputmode="decimal" placeholder="none" autocomplete="off" /></label>
        <label>Expires<input name="expires" type="date" /></label>
        <label>Models<input name="models" placeholder="all" autocomplete="off" /></label>
        <button type="submit" class="primary">Create key</button>
      </form>
      <div class="scroll" tabindex="0" role="group" aria-label="Keys">
        <table class="data">
          <thead><tr><th scope="col">Name</th><th scope="col">Key</th><th scope="col">Created</th><th scope="col">Last used</th><th scope="col">Expires</th><th scope="col" class="right">Spent</th><th scope="col" class="right">Cap</th><th scope="col"><span class="visually-hidden">Actions</span></th></tr></thead>
          <tbody>
            ${this.keys.map(
              (key) => html`<tr class=${key.revoked ? 'off' : ''}>
                <td>${key.name}</td>
                <td><code>${key.prefix}…</code></td>
                <td class="nowrap">${moment(key.created)}</td>
                <td class="nowrap">${moment(key.last_used)}</td>
                <td class="nowrap">${moment(key.expires)}</td>
                <td class="right">${usd(key.spent.amount)}</td>
                <td class="right">${key.spend_cap ? usd(key.spend_cap.amount) : '–'}</td>
                <td class="right">${key.revoked ? html`<span class="badge bad">revoked</span>` : html`<button type="button" class="quiet small danger" aria-label="Revoke ${key.name}" @click=${() => this.revoke(key)}>Revoke</button>`}</td>
              </tr>`,
            )}
          </tbody>
        </table>
      </div>`;
  }
}
customElements.define('dr-keys', AccountKeys);

export class AccountLedger extends Loading {
  private entries: Entry[] = [];
  private next: string | null = null;
  private balance: Money | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  private load(more = false): Promise<boolean> {
    return this.attempt(async () => {
      const page = await json<{ data: Entry[]; next_cursor: string | null; balance: Money }>(
        `/v1/account/ledger?limit=100${more && this.next ? `&before=${encodeURIComponent(this.next)}` : ''}`,
      );
      this.entries = more ? [...this.entries, ...page.data] : page.data;
      this.next = page.next_cursor;
      this.balance = page.balance;
    });
  }

  protected override render(): TemplateResult {
    return html`${this.alert()}
      <div class="filters"><div class="tile"><span>Balance</span><b title="USD ${this.balance?.amount ?? ''}">${usd(this.balance?.amount)}</b></div>
        <span class="grow"></span><a class="quiet" href="/v1/account/statement" download="statement.csv">Statement (CSV)</a></div>
      ${ledger(this.entries)}
      ${this.next ? html`<button type="button" @click=${() => this.load(true)}>More</button>` : nothing}`;
  }
}
customElements.define('dr-ledger', AccountLedger);

/** Entries of a ledger. */
export function ledger(entries: Entry[]): TemplateResult {
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Ledger">
    <table class="data">
      <thead><tr><th scope="col">Time (UTC)</th><th scope="col">Kind</th><th scope="col" class="right">Amount</th><th scope="col" class="right">Balance</th><th scope="col">For</th></tr></thead>
      <tbody>
        ${entries.map(
          (entry) => html`<tr>
            <td class="nowrap">${moment(entry.created)}</td>
            <td>${entry.kind.replace('_', '-')}</td>
            <td class="right ${entry.amount.amount.startsWith('-') ? '' : 'plus'}" title="USD ${entry.amount.amount}">${entry.amount.amount}</td>
            <td class="right" title="USD ${entry.balance_after.amount}">${usd(entry.balance_after.amount)}</td>
            <td>${entry.request_id ? html`<code>${entry.request_id}</code>` : [entry.external_reference, entry.note].filter(Boolean).join(': ')}</td>
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
