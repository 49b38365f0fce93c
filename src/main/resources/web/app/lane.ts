/** One answer: its reasoning, its words, its sources, and what it took. */
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { DIALECTS } from './dialects';
import { copy, element } from './dom';
import { count, time, usd } from './format';
import { link, MarkdownStream, TextStream } from './markdown';
import type { Run } from './run';
import { timeline } from './timeline';
import { View } from './view';

const OUTCOMES: Record<string, string> = {
  partial: 'R1 died or was late half-way: Claude was given the reasoning there was.',
  skipped: 'R1 did not reason: Claude answered without it.',
  empty: 'R1 gave no reasoning: Claude answered without it.',
};

export class Lane extends View {
  static override properties = { run: { attribute: false }, compared: { type: Boolean }, chosen: { type: Boolean } };
  declare run: Run;
  declare compared: boolean;
  declare chosen: boolean;

  private text: TextStream | undefined;
  private words: MarkdownStream | undefined;
  private leave: (() => void) | undefined;
  private scheduled = false;
  private seen = '';
  private follow = true;

  override connectedCallback(): void {
    super.connectedCallback();
    this.leave ??= this.run?.watch(() => this.schedule());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.leave?.();
    this.leave = undefined;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('run')) {
      this.leave?.();
      this.leave = this.run.watch(() => this.schedule());
      this.text = undefined;
      this.words = undefined;
      this.seen = '';
    }
  }

  protected override updated(): void {
    this.draw();
  }

  /** Pieces are drawn once per frame, however many came. */
  private schedule(): void {
    if (!this.scheduled) {
      this.scheduled = true;
      requestAnimationFrame(() => {
        this.scheduled = false;
        this.draw();
      });
    }
  }

  private draw(): void {
    const { kept, finished } = this.run;
    const reasoning = this.querySelector<HTMLElement>('.reasoning-text');
    if (reasoning && kept.reasoning) {
      this.text ??= new TextStream(reasoning);
      this.text.show(kept.reasoning);
      if (this.follow && !finished) {
        reasoning.scrollTop = reasoning.scrollHeight;
      }
    }
    const answer = this.querySelector<HTMLElement>('.answer');
    if (answer && kept.answer) {
      this.words ??= new MarkdownStream(answer);
      if (!finished) {
        if (!this.words.show(kept.answer, false)) {
          this.schedule();
        }
      } else if (this.seen !== 'over') {
        answer.replaceChildren();
        new MarkdownStream(answer).show(kept.answer, true);
      }
    }
    // The frame around the text changes a few times only: never for a token.
    const state = finished ? 'over' : `${kept.state}${kept.sources.length}${kept.requestId ?? ''}${kept.reasoning ? 'r' : ''}`;
    if (state !== this.seen) {
      this.seen = state;
      this.requestUpdate();
      this.dispatchEvent(new CustomEvent('lane-changed', { bubbles: true }));
    }
    this.dispatchEvent(new CustomEvent('lane-grew', { bubbles: true }));
  }

  private scrolled(event: Event): void {
    const pane = event.currentTarget as HTMLElement;
    this.follow = pane.scrollHeight - pane.scrollTop - pane.clientHeight < 40;
  }

  protected override render(): TemplateResult {
    const { kept, finished } = this.run;
    const named = kept.label || kept.question.model;
    const thinking = kept.state === 'waiting' || kept.state === 'reasoning';
    return html`<article class="lane is-${kept.state}" aria-label="Answer of ${named}" aria-busy=${finished ? 'false' : 'true'}>
      <header>
        <span class="avatar" aria-hidden="true">${kept.state === 'failed' ? '!' : 'D'}</span>
        <h2 class="model">${named}</h2>
        <span class="dialect">${DIALECTS[kept.dialect].name}</span>
        ${kept.simulated ? html`<span class="badge warn">simulated</span>` : nothing}
        ${finished ? nothing : html`<span class="busy">${kept.state === 'answering' ? 'answering' : kept.state === 'reasoning' ? 'reasoning' : 'waiting'}<i></i><i></i><i></i></span>`}
      </header>
      <details class="reasoning" open ?hidden=${!kept.reasoning && (finished || !thinking)}>
        <summary>
          <span>Reasoning</span>
          <small>${kept.answerMs !== undefined && kept.reasoning ? `thought for ${time(kept.answerMs)}` : kept.reasoning ? 'thinking' : 'waiting for R1'}</small>
        </summary>
        <div class="reasoning-text" tabindex="0" role="group" aria-label="Reasoning of R1" @scroll=${this.scrolled}></div>
      </details>
      <div class="answer markdown"></div>
      ${kept.failure ? this.failed() : nothing}
      ${kept.state === 'stopped' ? html`<p class="note">Stopped. What both models had written until then is charged.</p>` : nothing}
      ${kept.sources.length ? this.cards() : nothing} ${finished ? this.summary() : nothing}
    </article>`;
  }

  private failed(): TemplateResult {
    const failure = this.run.kept.failure!;
    return html`<div class="alert" role="alert">
      <p>${failure.message}</p>
      <p class="facts">
        ${failure.status === 200 ? html`<span>in the stream</span>` : failure.status ? html`<span>HTTP ${failure.status}</span>` : nothing}
        ${failure.code ?? failure.type ? html`<code>${failure.code ?? failure.type}</code>` : nothing}
        ${failure.param ? html`<span>parameter <code>${failure.param}</code></span>` : nothing}
        ${failure.retryAfter ? html`<span>try again in ${failure.retryAfter} s</span>` : nothing}
        ${failure.requestId ? html`<span>request <code>${failure.requestId}</code></span>` : nothing}
      </p>
    </div>`;
  }

  private cards(): TemplateResult {
    return html`<div class="sources" role="group" aria-label="Sources">
      ${this.run.kept.sources.map((source, i) => {
        let host = '';
        try {
          host = new URL(source.url).hostname;
        } catch {
          host = '';
        }
        return link(
          source.url,
          element(
            'span',
            { class: 'card' },
            element('span', { class: 'number' }, String(i + 1)),
            element('span', { class: 'title' }, source.title),
            element('span', { class: 'host' }, host || source.url),
          ),
        );
      })}
    </div>`;
  }

  private summary(): TemplateResult {
    const { kept } = this.run;
    const { usage } = kept;
    const detail = usage?.detail;
    const adjusted = detail?.adjusted ?? [];
    return html`<footer>
      ${detail && OUTCOMES[detail.reasoning] && kept.question.parameters['reasoning_mode'] !== 'off'
        ? html`<p class="note">${OUTCOMES[detail.reasoning]}</p>`
        : nothing}
      ${detail?.search === 'failed' ? html`<p class="note">The web search failed; nothing was charged for it.</p>` : nothing}
      ${detail?.search === 'empty' ? html`<p class="note">The web search found nothing.</p>` : nothing}
      ${adjusted.length
        ? html`<p class="note">
            Adjusted:
            ${adjusted.map((each) => html`<code>${each.name}${each.from === undefined ? '' : ` ${each.from} → ${each.to ?? 'left out'}`}</code> `)}
          </p>`
        : nothing}
      ${detail?.stages.length ? timeline(detail.stages) : nothing}
      <dl class="metrics">
        ${kept.firstMs === undefined ? nothing : html`<div><dt>First token</dt><dd>${time(kept.firstMs)}</dd></div>`}
        ${kept.totalMs === undefined ? nothing : html`<div><dt>In all</dt><dd>${time(kept.totalMs)}</dd></div>`}
        ${usage
          ? html`<div><dt>Tokens in</dt><dd>${count(usage.input)}</dd></div>
              <div><dt>Reasoning</dt><dd>${count(usage.reasoning)}</dd></div>
              <div><dt>Answer</dt><dd>${count(usage.output - usage.reasoning)}</dd></div>`
          : nothing}
        ${detail?.price ? html`<div><dt>Price</dt><dd title="USD ${detail.price.amount}">${usd(detail.price.amount)}</dd></div>` : nothing}
      </dl>
      <div class="actions">
        <button type="button" class="quiet small" ?disabled=${!kept.answer} @click=${(e: Event) => copy(kept.answer, e.currentTarget as HTMLElement)}>Copy answer</button>
        <button type="button" class="quiet small" @click=${() => this.ask('lane-again')}>Regenerate</button>
        ${kept.reasoning
          ? html`<button type="button" class="quiet small" title="Claude answers anew from the same reasoning; R1 is not asked" @click=${() => this.ask('lane-rewrite')}>Rewrite answer</button>`
          : nothing}
        <button type="button" class="quiet small" @click=${() => this.ask('lane-code')}>Code</button>
        ${this.compared
          ? html`<button type="button" class="quiet small" aria-pressed=${this.chosen ? 'true' : 'false'} @click=${() => this.ask('lane-chosen')}>${this.chosen ? 'Goes on from here' : 'Go on from this'}</button>`
          : nothing}
        ${kept.requestId ? html`<span class="request" title="Quote it when you ask for help">${kept.requestId}</span>` : nothing}
      </div>
    </footer>`;
  }

  private ask(what: string): void {
    this.dispatchEvent(new CustomEvent(what, { bubbles: true, detail: this.run }));
  }
}
customElements.define('dr-lane', Lane);
