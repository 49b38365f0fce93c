/** The console of the operator: accounts, top-ups, margin, audit, upstreams. */
import { html, nothing, type TemplateResult } from 'lit';
import { ledger, Loading, type Account, type Entry, type Money } from './account';
import { count, moment, time, usd } from './format';
import { json } from './http';

const ACCOUNTS = '/v1/admin/accounts';

class AdminAccounts extends Loading {
  private accounts: Account[] = [];
  private next: string | null = null;
  private chosen: Account | undefined;
  private entries: Entry[] = [];
  private key = '';

  override connectedCallback(): void {
    super.connectedCallback();
    void this.attempt(() => this.load());
  }

  private async load(more = false): Promise<void> {
    const page = await json<{ data: Account[]; next_cursor: string | null }>(
      `${ACCOUNTS}?limit=100${more && this.next ? `&after=${encodeURIComponent(this.next)}` : ''}`,
    );
    this.accounts = more ? [...this.accounts, ...page.data] : page.data;
    this.next = page.next_cursor;
  }

  private async choose(id: string): Promise<void> {
    this.chosen = await json<Account>(`${ACCOUNTS}/${encodeURIComponent(id)}`);
    this.entries = (await json<{ data: Entry[] }>(`${ACCOUNTS}/${encodeURIComponent(id)}/ledger?limit=20`)).data;
    this.key = '';
  }

  private value(form: HTMLFormElement, name: string): string {
    return (form.elements.namedItem(name) as HTMLInputElement).value.trim();
  }

  private async open(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const done = await this.attempt(async () => {
      const made = await json<Account>(ACCOUNTS, 'POST', { name: this.value(form, 'name') });
      await this.load();
      await this.choose(made.id);
    });
    if (done) {
      form.reset();
    }
  }

  private async book(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const id = this.chosen!.id;
    const kind = this.value(form, 'kind');
    const booking: Record<string, string> = { amount: this.value(form, 'amount') };
    if (this.value(form, 'reference')) {
      booking['external_reference'] = this.value(form, 'reference');
    }
    if (this.value(form, 'note')) {
      booking['note'] = this.value(form, 'note');
    }
    const done = await this.attempt(async () => {
      await json(`${ACCOUNTS}/${encodeURIComponent(id)}/${kind}`, 'POST', booking);
      await this.choose(id);
      await this.load();
    });
    if (done) {
      form.reset();
    }
  }

  private async change(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const id = this.chosen!.id;
    await this.attempt(async () => {
      await json(`${ACCOUNTS}/${encodeURIComponent(id)}`, 'PATCH', {
        name: this.value(form, 'name'),
        limits: {
          requests_per_minute: Number(this.value(form, 'requests')),
          tokens_per_minute: Number(this.value(form, 'tokens')),
          concurrent_requests: Number(this.value(form, 'at-once')),
        },
      });
      await this.choose(id);
      await this.load();
    });
  }

  private async close(closed: boolean): Promise<void> {
    const account = this.chosen!;
    if (!closed || confirm(`Close the account “${account.name}”? Its keys open nothing then.`)) {
      await this.attempt(async () => {
        await json(`${ACCOUNTS}/${encodeURIComponent(account.id)}`, 'PATCH', { closed });
        await this.choose(account.id);
        await this.load();
      });
    }
  }

  private async makeKey(): Promise<void> {
    await this.attempt(async () => {
      const made = await json<{ key: string }>(`${ACCOUNTS}/${encodeURIComponent(this.chosen!.id)}/keys`, 'POST', { name: 'made by the operator' });
      this.key = made.key;
    });
  }

  protected override render(): TemplateResult {
    return html`${this.alert()}
      <form class="filters" @submit=${this.open}>
        <label>Name<input name="name" required maxlength="100" autocomplete="off" /></label>
        <button type="submit" class="primary">Open account</button>
      </form>
      <div class="scroll" tabindex="0" role="group" aria-label="Accounts">
        <table class="data">
          <thead><tr><th scope="col">Name</th><th scope="col">Id</th><th scope="col">Since</th><th scope="col" class="right">Balance</th><th scope="col" class="right">Requests/min</th><th scope="col"><span class="visually-hidden">State</span></th></tr></thead>
          <tbody>
            ${this.accounts.map(
              (account) => html`<tr class=${account.closed ? 'off' : ''}>
                <td><button type="button" class="link" @click=${() => this.attempt(() => this.choose(account.id))}>${account.name}</button></td>
                <td><code>${account.id}</code></td>
                <td class="nowrap">${moment(account.created)}</td>
                <td class="right" title="USD ${account.balance.amount}">${usd(account.balance.amount)}</td>
                <td class="right">${count(account.limits.requests_per_minute)}</td>
                <td>${account.closed ? html`<span class="badge bad">closed</span>` : account.simulated ? html`<span class="badge warn">simulated</span>` : nothing}</td>
              </tr>`,
            )}
          </tbody>
        </table>
      </div>
      ${this.next ? html`<button type="button" @click=${() => this.attempt(() => this.load(true))}>More</button>` : nothing}
      ${this.chosen ? this.detail(this.chosen) : nothing}`;
  }

  private detail(account: Account): TemplateResult {
    return html`<section class="detail" aria-label="Account ${account.name}">
      <h2>${account.name}</h2>
      <div class="tiles">
        <div class="tile"><span>Balance</span><b title="USD ${account.balance.amount}">${usd(account.balance.amount)}</b></div>
        <div class="tile"><span>Reserved</span><b>${usd(account.reserved.amount)}</b></div>
      </div>
      <h3>Book</h3>
      <form class="filters" @submit=${this.book}>
        <label>Kind<select name="kind"><option value="top-ups">top-up</option><option value="adjustments">adjustment</option><option value="refunds">refund</option></select></label>
        <label>Amount, USD<input name="amount" required inputmode="decimal" autocomplete="off" /></label>
        <label>Reference<input name="reference" maxlength="200" autocomplete="off" /></label>
        <label>Note<input name="note" maxlength="500" autocomplete="off" /></label>
        <button type="submit" class="primary">Book</button>
      </form>
      <h3>Name and limits</h3>
      <form class="filters" @submit=${this.change}>
        <label>Name<input name="name" required .value=${account.name} /></label>
        <label>Requests a minute<input name="requests" type="number" min="1" required .value=${String(account.limits.requests_per_minute)} /></label>
        <label>Tokens a minute<input name="tokens" type="number" min="1" required .value=${String(account.limits.tokens_per_minute)} /></label>
        <label>At once<input name="at-once" type="number" min="1" required .value=${String(account.limits.concurrent_requests)} /></label>
        <button type="submit">Save</button>
        <button type="button" class="quiet" @click=${this.makeKey}>Make a key</button>
        <button type="button" class="quiet danger" @click=${() => this.close(!account.closed)}>${account.closed ? 'Open again' : 'Close account'}</button>
      </form>
      ${this.key ? html`<div class="made" role="status"><p>Hand it over now: it is not shown again.</p><code>${this.key}</code></div>` : nothing}
      <h3>Ledger</h3>
      ${ledger(this.entries)}
    </section>`;
  }
}
customElements.define('dr-admin-accounts', AdminAccounts);

interface MarginLine {
  model: string;
  requests: number;
  price: Money;
  written_off: Money;
  upstream_cost: Money;
  unknown_costs: number;
  margin: Money;
}

class AdminMargin extends Loading {
  private lines: MarginLine[] = [];
  private total: MarginLine | undefined;
  private from = '';
  private to = '';

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  private load(): Promise<boolean> {
    return this.attempt(async () => {
      const query = new URLSearchParams();
      if (this.from) {
        query.set('from', this.from);
      }
      if (this.to) {
        query.set('to', this.to);
      }
      const report = await json<{ data: MarginLine[]; total: MarginLine }>(`/v1/admin/margin?${query}`);
      this.lines = report.data;
      this.total = report.total;
    });
  }

  protected override render(): TemplateResult {
    const row = (line: MarginLine, name: string) => html`<tr>
      <th scope="row">${name}</th><td class="right">${count(line.requests)}</td><td class="right" title=${line.price.amount}>${usd(line.price.amount)}</td>
      <td class="right" title=${line.upstream_cost.amount}>${usd(line.upstream_cost.amount)}</td><td class="right">${count(line.unknown_costs)}</td>
      <td class="right">${usd(line.written_off.amount)}</td><td class="right" title=${line.margin.amount}><b>${usd(line.margin.amount)}</b></td></tr>`;
    return html`<form class="filters" @submit=${(e: Event) => e.preventDefault()}>
        <label>From<input type="date" @change=${(e: Event) => { this.from = (e.currentTarget as HTMLInputElement).value; void this.load(); }} /></label>
        <label>Until<input type="date" @change=${(e: Event) => { this.to = (e.currentTarget as HTMLInputElement).value; void this.load(); }} /></label>
      </form>
      ${this.alert()}
      <div class="scroll" tabindex="0" role="group" aria-label="Margin">
        <table class="data">
          <thead><tr><th scope="col">Model</th><th scope="col" class="right">Requests</th><th scope="col" class="right">Charged</th><th scope="col" class="right">Upstream cost</th><th scope="col" class="right">Cost unknown</th><th scope="col" class="right">Written off</th><th scope="col" class="right">Margin</th></tr></thead>
          <tbody>${this.lines.map((line) => row(line, line.model))}</tbody>
          ${this.total ? html`<tfoot>${row(this.total, 'All')}</tfoot>` : nothing}
        </table>
      </div>`;
  }
}
customElements.define('dr-admin-margin', AdminMargin);

interface Action {
  id: string;
  created: number;
  actor: string;
  action: string;
  account: string | null;
  details: Record<string, unknown>;
}

class AdminAudit extends Loading {
  private actions: Action[] = [];
  private next: string | null = null;
  private report: { clean: boolean; differences: { account: string | null; what: string; told: string; computed: string }[] } | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.attempt(() => this.load());
  }

  private async load(more = false): Promise<void> {
    const page = await json<{ data: Action[]; next_cursor: string | null }>(
      `/v1/admin/audit-log?limit=100${more && this.next ? `&before=${encodeURIComponent(this.next)}` : ''}`,
    );
    this.actions = more ? [...this.actions, ...page.data] : page.data;
    this.next = page.next_cursor;
  }

  private check(): Promise<boolean> {
    return this.attempt(async () => {
      this.report = await json('/v1/admin/audit');
    });
  }

  protected override render(): TemplateResult {
    return html`${this.alert()}
      <div class="filters">
        <button type="button" class="primary" @click=${this.check}>Prove the ledger</button>
        <span role="status">${this.report
          ? this.report.clean
            ? html`<span class="badge good">Every balance is the sum of its entries.</span>`
            : html`<span class="badge bad">${this.report.differences.length} differences</span>`
          : nothing}</span>
      </div>
      ${this.report && !this.report.clean
        ? html`<table class="data"><thead><tr><th scope="col">Account</th><th scope="col">What</th><th scope="col">Told</th><th scope="col">Computed</th></tr></thead>
            <tbody>${this.report.differences.map((each) => html`<tr><td>${each.account ?? ''}</td><td>${each.what}</td><td>${each.told}</td><td>${each.computed}</td></tr>`)}</tbody></table>`
        : nothing}
      <div class="scroll" tabindex="0" role="group" aria-label="What operators did">
        <table class="data">
          <thead><tr><th scope="col">Time (UTC)</th><th scope="col">Who</th><th scope="col">What</th><th scope="col">Account</th><th scope="col">Details</th></tr></thead>
          <tbody>
            ${this.actions.map(
              (each) => html`<tr><td class="nowrap">${moment(each.created)}</td><td><code>${each.actor}</code></td><td>${each.action}</td><td><code>${each.account ?? ''}</code></td><td><code>${JSON.stringify(each.details)}</code></td></tr>`,
            )}
          </tbody>
        </table>
      </div>
      ${this.next ? html`<button type="button" @click=${() => this.attempt(() => this.load(true))}>More</button>` : nothing}`;
  }
}
customElements.define('dr-admin-audit', AdminAudit);

interface Upstream {
  name: string;
  address: string;
  model: string | null;
  has_key: boolean;
  breaker: string;
  outcomes: Record<string, number>;
  median_first_token_ms: number | null;
  last_call: number | null;
}

const REFRESH = 4_000;
const BREAKERS: Record<string, string> = { closed: 'good', half_open: 'warn', open: 'bad', unused: '' };

class AdminUpstreams extends Loading {
  private view: { simulated: boolean; reasoning: Upstream[]; answer: Upstream[]; search: Upstream[] } | undefined;
  private timer: ReturnType<typeof setInterval> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
    this.timer = setInterval(() => {
      if (!document.hidden) {
        void this.load();
      }
    }, REFRESH);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.timer);
  }

  private load(): Promise<boolean> {
    return this.attempt(async () => {
      this.view = await json('/v1/admin/upstreams');
    });
  }

  protected override render(): TemplateResult {
    const part = (title: string, list: Upstream[]) => html`<h2>${title}</h2>
      <div class="upstreams">
        ${list.map((each) => {
          const total = Object.values(each.outcomes).reduce((sum, n) => sum + n, 0);
          const good = each.outcomes['opened'] ?? 0;
          return html`<article class="upstream" aria-label=${each.name}>
            <header><b>${each.name}</b><span class="badge ${BREAKERS[each.breaker] ?? ''}">${each.breaker.replace('_', ' ')}</span></header>
            <p class="hint">${each.address}${each.model ? `, ${each.model}` : ''}${each.has_key ? '' : ', no key'}</p>
            <svg class="health" viewBox="0 0 100 6" preserveAspectRatio="none" role="img" aria-label="${good} of ${total} latest calls answered">
              <rect class="bad" width=${total ? 100 : 0} height="6" rx="3"></rect><rect class="good" width=${total ? (good / total) * 100 : 0} height="6" rx="3"></rect>
            </svg>
            <dl class="metrics">
              <div><dt>First token, median</dt><dd>${time(each.median_first_token_ms ?? undefined)}</dd></div>
              <div><dt>Latest calls</dt><dd>${count(total)}</dd></div>
              <div><dt>Last</dt><dd>${moment(each.last_call)}</dd></div>
            </dl>
            <p class="hint">${Object.entries(each.outcomes).map(([name, n]) => `${name} ${n}`).join(', ')}</p>
          </article>`;
        })}
      </div>`;
    return html`${this.alert()}
      <p class="hint">As the process that answered knows them; renewed every four seconds.</p>
      ${this.view ? html`${part('R1', this.view.reasoning)}${part('Claude', this.view.answer)}${part('Web search', this.view.search)}` : nothing}`;
  }
}
customElements.define('dr-admin-upstreams', AdminUpstreams);
