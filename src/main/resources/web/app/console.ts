/** The console: what its visitor may see, by who they are. */
import './account';
import './admin';
import { html, nothing, type TemplateResult } from 'lit';
import { Loading } from './account';
import { moment } from './format';
import { json } from './http';
import { mayAsk, type Session } from './session';
import { View } from './view';

type Tab = [place: string, title: string];

const HOLDER: Tab[] = [['', 'Overview'], ['usage', 'Usage'], ['keys', 'Keys'], ['ledger', 'Ledger'], ['rates', 'Prices']];
const OPERATOR: Tab[] = [['', 'Accounts'], ['margin', 'Margin'], ['audit', 'Audit'], ['upstreams', 'Upstreams']];
const CALLER: Tab[] = [['', 'Prices']];

class Console extends View {
  static override properties = { session: { attribute: false }, place: { attribute: false } };
  declare session: Session | undefined;
  declare place: string;

  protected override render(): TemplateResult {
    const { session } = this;
    if (!session) {
      return html`<div class="console"></div>`;
    }
    const tabs = session.as === 'admin' ? OPERATOR : session.as === 'key' && session.chats ? HOLDER : mayAsk(session) ? CALLER : [];
    const [, , tab = '', detail = ''] = this.place.split('/');
    return html`<div class="console">
      <h1>Console</h1>
      ${tabs.length
        ? html`<nav class="tabs" aria-label="Console">
            ${tabs.map(([place, title]) => html`<a href="#/console${place ? `/${place}` : ''}" aria-current=${place === tab ? 'page' : nothing}>${title}</a>`)}
          </nav>`
        : nothing}
      ${tabs.length ? this.content(tabs, tab, detail) : this.closed(session)}
    </div>`;
  }

  private closed(session: Session): TemplateResult {
    return html`<p class="empty">
      ${session.mode === 'accounts'
        ? 'Sign in with a key of your account to see its balance, usage and keys, or with the admin token to run the gateway.'
        : 'Sign in with a gateway key to see models and prices.'}
    </p>`;
  }

  private content(tabs: Tab[], tab: string, detail: string): TemplateResult {
    if (tabs === OPERATOR) {
      switch (tab) {
        case 'margin':
          return html`<dr-admin-margin></dr-admin-margin>`;
        case 'audit':
          return html`<dr-admin-audit></dr-admin-audit>`;
        case 'upstreams':
          return html`<dr-admin-upstreams></dr-admin-upstreams>`;
        default:
          return html`<dr-admin-accounts></dr-admin-accounts>`;
      }
    }
    if (tabs === CALLER || tab === 'rates') {
      return html`${tabs === CALLER ? html`<p class="hint">This gateway runs without accounts: there is no balance and no usage to show.</p>` : nothing}<dr-rates></dr-rates>`;
    }
    switch (tab) {
      case 'usage':
        return detail ? html`<dr-request .request=${detail}></dr-request>` : html`<dr-usage></dr-usage>`;
      case 'keys':
        return html`<dr-keys></dr-keys>`;
      case 'ledger':
        return html`<dr-ledger></dr-ledger>`;
      default:
        return html`<dr-overview></dr-overview>`;
    }
  }
}
customElements.define('dr-console', Console);

interface Model {
  id: string;
  answered_by: string;
  lifecycle: string;
  retires_at?: string;
  replacement?: string;
  context_window: number;
  max_output_tokens: number;
  pricing_rows: { type: string; unit: string; input: string; output?: string }[];
}

/** The rate card with each model's lifecycle. */
class Rates extends Loading {
  private models: Model[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    void this.attempt(async () => {
      this.models = (await json<{ data: Model[] }>('/v1/models')).data;
    });
  }

  protected override render(): TemplateResult {
    const search = this.models[0]?.pricing_rows.find((row) => row.type === 'web_search');
    return html`${this.alert()}
      <div class="scroll" tabindex="0" role="group" aria-label="Prices">
        <table class="data">
          <thead><tr><th scope="col">Model</th><th scope="col">State</th><th scope="col" class="right">In, per 1,000</th><th scope="col" class="right">Out, per 1,000</th><th scope="col" class="right">Window</th><th scope="col" class="right">Longest answer</th></tr></thead>
          <tbody>
            ${this.models.map((model) => {
              const row = model.pricing_rows.find((each) => each.type === 'tokens');
              return html`<tr class=${model.lifecycle === 'retired' ? 'off' : ''}>
                <td><code>${model.id}</code></td>
                <td><span class="badge ${model.lifecycle === 'active' ? 'good' : model.lifecycle === 'deprecated' ? 'warn' : 'bad'}">${model.lifecycle}</span>
                  ${model.retires_at ? html`<small class="hint">${model.lifecycle === 'retired' ? 'since' : 'until'} ${moment(Date.parse(model.retires_at) / 1_000).slice(0, 10)}${model.replacement ? `, then ${model.replacement}` : ''}</small>` : nothing}</td>
                <td class="right">${row ? `$${row.input}` : '–'}</td><td class="right">${row?.output ? `$${row.output}` : '–'}</td>
                <td class="right">${model.context_window.toLocaleString('en')}</td><td class="right">${model.max_output_tokens.toLocaleString('en')}</td>
              </tr>`;
            })}
          </tbody>
        </table>
      </div>
      ${search ? html`<p class="hint">A web search costs $${search.input}, when it found something. Reasoning and answer are output; the prompt counts once.</p>` : nothing}`;
  }
}
customElements.define('dr-rates', Rates);
