/** The playground: ask, watch the reasoning and the answer come, compare, take the code. */
import './lane';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import {
  newChat,
  openChat,
  removeChat,
  revived,
  saveChat,
  savedChats,
  stored,
  type Chat,
  type ChatLine,
  type Compare,
  type Settings,
  type Turn,
} from './chats';
import { DIALECTS, type Body, type Dialect, type Json, type Picture, type Question, type Spoken } from './dialects';
import { copy, download } from './dom';
import { count, time, usd } from './format';
import { json } from './http';
import { parameters, type Parameter } from './parameters';
import { Run } from './run';
import { mayAsk, words, type Session } from './session';
import { LANGUAGES, snippet, type Language } from './snippets';
import { View } from './view';

interface Model {
  id: string;
  display_name: string;
  lifecycle: string;
  answered_by: string;
  supported_parameters: Parameter[];
}

const IDEAS = [
  'How many r are in strawberry? Check yourself letter by letter.',
  'Write a Python function that merges overlapping intervals, and explain why it is right.',
  'Two trains leave at 9:00, 120 km apart, at 50 and 70 km/h towards each other. When do they meet?',
  'Compare PostgreSQL advisory locks with row locks for a job queue, in a table.',
];
const PICTURES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];
const MOST_PICTURE = 5_000_000;

class Playground extends View {
  static override properties = {
    session: { attribute: false },
    chat: { state: true },
    models: { state: true },
    lines: { state: true },
    pictures: { state: true },
    problem: { state: true },
    code: { state: true },
    language: { state: true },
    drawer: { state: true },
    said: { state: true },
  };
  declare session: Session | undefined;
  declare chat: Chat;
  declare models: Model[];
  declare lines: ChatLine[];
  declare pictures: Picture[];
  declare problem: string;
  declare code: { dialect: Dialect; body: Body } | undefined;
  declare language: Language;
  declare drawer: '' | 'chats' | 'settings';
  declare said: string;

  private readonly open: Chat[] = [];
  private follow = true;

  constructor() {
    super();
    this.chat = newChat();
    this.open.push(this.chat);
    this.models = [];
    this.lines = [];
    this.pictures = [];
    this.problem = '';
    this.language = 'curl';
    this.drawer = '';
    this.said = '';
    this.addEventListener('lane-changed', () => this.announce());
    this.addEventListener('lane-grew', () => this.stick());
    this.addEventListener('lane-again', (e) => void this.again((e as CustomEvent<Run>).detail, false));
    this.addEventListener('lane-rewrite', (e) => void this.again((e as CustomEvent<Run>).detail, true));
    this.addEventListener('lane-code', (e) => this.showCode((e as CustomEvent<Run>).detail));
    this.addEventListener('lane-chosen', (e) => this.choose((e as CustomEvent<Run>).detail));
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('session') && this.session) {
      if (mayAsk(this.session)) {
        void this.load();
      } else {
        this.models = [];
        this.lines = [];
      }
    }
  }

  private async load(): Promise<void> {
    try {
      this.models = (await json<{ data: Model[] }>('/v1/models')).data;
      await this.loadChats();
    } catch (problem) {
      this.problem = words(problem);
    }
  }

  private async loadChats(): Promise<void> {
    this.lines = this.session?.chats && this.session.as === 'key' ? await savedChats() : [];
  }

  private get busy(): boolean {
    return this.chat.turns.some((turn) => turn.runs.some((run) => !run.finished));
  }

  private get settings(): Settings {
    return this.chat.settings;
  }

  private set(change: Partial<Settings>): void {
    Object.assign(this.chat.settings, change);
    this.requestUpdate();
  }

  /** The other model of a comparison: unless chosen, one that another Claude answers. */
  private second(): string {
    const first = this.models.find((each) => each.id === this.settings.model) ?? this.models[0];
    const other = this.models.find((each) => each.answered_by !== first?.answered_by && each.lifecycle === 'active');
    return this.settings.second || other?.id || this.settings.model;
  }

  private setParameter(name: string, value: Json | undefined): void {
    const { [name]: _, ...rest } = this.settings.parameters;
    this.set({ parameters: value === undefined ? rest : { ...rest, [name]: value } });
  }

  /* Asking */

  private async submit(event?: Event): Promise<void> {
    event?.preventDefault();
    const field = this.querySelector<HTMLTextAreaElement>('#prompt');
    const text = field?.value.trim() ?? '';
    if (!field || (!text && !this.pictures.length) || this.busy) {
      return;
    }
    if (!mayAsk(this.session)) {
      this.dispatchEvent(new CustomEvent('sign-in', { bubbles: true }));
      return;
    }
    field.value = '';
    this.grow(field);
    const turn: Turn = { text, pictures: this.pictures, runs: [], chosen: 0 };
    this.pictures = [];
    if (!this.chat.turns.length) {
      this.chat.title = text.replace(/\[\[.*?\]\]/g, '').trim().slice(0, 80) || 'Picture';
    }
    this.chat.turns.push(turn);
    this.follow = true;
    await this.run(turn);
  }

  private question(turn: Turn, model = this.settings.model, more: Body = {}): Question {
    const spoken: Spoken[] = [];
    for (const each of this.chat.turns) {
      spoken.push({ role: 'user', text: each.text, pictures: each.pictures });
      if (each === turn) {
        break;
      }
      const answer = each.runs[each.chosen]?.kept.answer;
      if (answer) {
        spoken.push({ role: 'assistant', text: answer });
      } else {
        // A question without an answer would stand beside the next one.
        spoken.pop();
      }
    }
    return { model, system: this.settings.system.trim(), spoken, parameters: { ...this.settings.parameters, ...more } };
  }

  private async run(turn: Turn): Promise<void> {
    const { dialect, compare } = this.settings;
    const first = new Run({ label: compare === 'reasoning' ? 'R1 + Claude' : '', dialect, question: this.question(turn) });
    turn.runs = [first];
    turn.chosen = 0;
    if (compare === 'reasoning') {
      const bare = new Run({ label: 'Claude alone', dialect, question: this.question(turn, this.settings.model, { reasoning_mode: 'off' }) });
      turn.runs.push(bare);
      void bare.start();
    } else if (compare === 'models') {
      const question = this.question(turn, this.second());
      delete question.parameters['anthropic_model'];
      const second = new Run({ label: '', dialect, question });
      turn.runs.push(second);
      // Both are given the same thoughts: the second waits for them.
      void first.reasoned.then(() => {
        question.parameters = first.kept.reasoning
          ? { ...question.parameters, reasoning_text: first.kept.reasoning }
          : { ...question.parameters, reasoning_mode: 'off' };
        void second.start();
      });
    }
    this.requestUpdate();
    void first.start();
    await this.settle(turn);
  }

  private async again(run: Run, sameReasoning: boolean): Promise<void> {
    const turn = this.chat.turns.find((each) => each.runs.includes(run));
    if (!turn || this.busy) {
      return;
    }
    this.chat.turns = this.chat.turns.slice(0, this.chat.turns.indexOf(turn) + 1);
    if (!sameReasoning) {
      await this.run(turn);
      return;
    }
    const next = new Run({
      label: run.kept.label,
      dialect: run.kept.dialect,
      question: { ...run.kept.question, parameters: { ...run.kept.question.parameters, reasoning_text: run.kept.reasoning } },
    });
    turn.runs = turn.runs.map((each) => (each === run ? next : each));
    this.requestUpdate();
    void next.start();
    await this.settle(turn);
  }

  private async settle(turn: Turn): Promise<void> {
    const chat = this.chat;
    await Promise.all(turn.runs.map((run) => run.ended));
    this.requestUpdate();
    await this.keep(chat);
  }

  private async keep(chat: Chat): Promise<void> {
    if (this.session?.chats && this.session.as === 'key' && chat.turns.length) {
      try {
        await saveChat(chat);
        await this.loadChats();
      } catch (problem) {
        this.problem = words(problem);
      }
    }
  }

  private stop(): void {
    this.chat.turns.forEach((turn) => turn.runs.forEach((run) => run.stop()));
  }

  private choose(run: Run): void {
    const turn = this.chat.turns.find((each) => each.runs.includes(run));
    if (turn) {
      turn.chosen = turn.runs.indexOf(run);
      this.requestUpdate();
    }
  }

  /** Tells those who cannot see the page how far the answer is: states only, never its tokens. */
  private announce(): void {
    const runs = this.chat.turns.at(-1)?.runs ?? [];
    const states = runs.map(({ kept }) => {
      switch (kept.state) {
        case 'waiting':
          return 'Asked.';
        case 'reasoning':
          return 'R1 is reasoning.';
        case 'answering':
          return 'The answer is coming.';
        case 'done':
          return `The answer is complete: ${count(kept.usage?.output ?? 0)} tokens, ${time(kept.totalMs)}, ${usd(kept.usage?.detail?.price?.amount)}.`;
        case 'stopped':
          return 'Stopped.';
        case 'failed':
          return `Failed: ${kept.failure?.message ?? ''}`;
      }
    });
    this.said = [...new Set(states)].join(' ');
  }

  private stick(): void {
    const thread = this.querySelector('.thread');
    if (thread && this.follow) {
      thread.scrollTop = thread.scrollHeight;
    }
  }

  private scrolled(event: Event): void {
    const thread = event.currentTarget as HTMLElement;
    this.follow = thread.scrollHeight - thread.scrollTop - thread.clientHeight < 80;
  }

  private grow(field: HTMLTextAreaElement): void {
    field.style.height = 'auto';
    field.style.height = `${Math.min(field.scrollHeight, 240)}px`;
  }

  private key(event: KeyboardEvent): void {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      void this.submit();
    }
  }

  private async attach(files: Iterable<File>): Promise<void> {
    for (const file of files) {
      if (!PICTURES.includes(file.type)) {
        this.problem = `${file.name} is no PNG, JPEG, GIF or WebP picture.`;
      } else if (file.size > MOST_PICTURE) {
        this.problem = `${file.name} is larger than 5 MB.`;
      } else {
        const url = await new Promise<string>((resolve, reject) => {
          const reader = new FileReader();
          reader.onload = () => resolve(String(reader.result));
          reader.onerror = () => reject(reader.error ?? new Error('unreadable'));
          reader.readAsDataURL(file);
        });
        this.pictures = [...this.pictures, { name: file.name, url }];
      }
    }
  }

  private paste(event: ClipboardEvent): void {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length) {
      event.preventDefault();
      void this.attach(files);
    }
  }

  /* Chats */

  private switchTo(chat: Chat): void {
    this.chat = chat;
    if (!this.open.includes(chat)) {
      this.open.push(chat);
    }
    this.drawer = '';
    this.problem = '';
    this.follow = true;
  }

  private fresh(): void {
    this.switchTo(newChat(this.settings));
    void this.updateComplete.then(() => this.querySelector<HTMLElement>('#prompt')?.focus());
  }

  private async recall(line: ChatLine): Promise<void> {
    try {
      this.switchTo(this.open.find((each) => each.id === line.id) ?? (await openChat(line.id)));
    } catch (problem) {
      this.problem = words(problem);
    }
  }

  private async forget(line: ChatLine): Promise<void> {
    try {
      await removeChat(line.id);
      await this.loadChats();
      if (this.chat.id === line.id) {
        this.switchTo(newChat(this.settings));
      }
    } catch (problem) {
      this.problem = words(problem);
    }
  }

  private export(): void {
    const name = this.chat.title.toLowerCase().replace(/[^a-z0-9]+/g, '-').slice(0, 40) || 'chat';
    download(`${name}.json`, 'application/json', JSON.stringify(stored(this.chat), null, 2));
  }

  private async import(event: Event): Promise<void> {
    const field = event.currentTarget as HTMLInputElement;
    const file = field.files?.[0];
    field.value = '';
    if (file) {
      try {
        const chat = revived(JSON.parse(await file.text()));
        this.switchTo(chat);
        await this.keep(chat);
      } catch (problem) {
        this.problem = problem instanceof SyntaxError ? 'This file is not JSON.' : words(problem);
      }
    }
  }

  /* Code */

  private showCode(run?: Run): void {
    if (run) {
      this.code = { dialect: run.kept.dialect, body: run.body() };
    } else {
      const text = this.querySelector<HTMLTextAreaElement>('#prompt')?.value.trim() || 'How many r are in strawberry?';
      const draft: Turn = { text, pictures: this.pictures, runs: [], chosen: 0 };
      this.chat.turns.push(draft);
      const question = this.question(draft);
      this.chat.turns.pop();
      const { dialect } = this.settings;
      this.code = { dialect, body: new Run({ label: '', dialect, question }).body() };
    }
    void this.updateComplete.then(() => {
      this.querySelector<HTMLDialogElement>('dialog.code')?.showModal();
      void this.colourCode();
    });
  }

  private async colourCode(): Promise<void> {
    const place = this.querySelector<HTMLElement>('dialog.code pre code');
    if (!place || !this.code) {
      return;
    }
    const text = snippet(this.language, this.code.dialect, this.code.body, location.origin);
    place.textContent = text;
    if (text.length < 60_000) {
      const { highlighted } = await import('./highlight');
      const coloured = highlighted(text, LANGUAGES[this.language].highlight);
      if (coloured) {
        place.replaceChildren(coloured);
      }
    }
  }

  /* What is shown */

  protected override render(): TemplateResult {
    return html`<div class="playground ${this.drawer ? `show-${this.drawer}` : ''}">
      ${this.sidebar()}
      <section class="stage" aria-label="Conversation">
        <div class="bar">
          <button type="button" class="quiet small phone" aria-expanded=${this.drawer === 'chats' ? 'true' : 'false'} @click=${() => (this.drawer = this.drawer === 'chats' ? '' : 'chats')}>Chats</button>
          <h1>${this.chat.title}</h1>
          <button type="button" class="quiet small" @click=${() => this.showCode()}>Code</button>
          <button type="button" class="quiet small phone" aria-expanded=${this.drawer === 'settings' ? 'true' : 'false'} @click=${() => (this.drawer = this.drawer === 'settings' ? '' : 'settings')}>Settings</button>
        </div>
        <div class="thread" tabindex="0" role="region" aria-label="Messages" @scroll=${this.scrolled}>
          ${this.chat.turns.length
            ? repeat(this.chat.turns, (turn) => turn, (turn) => this.turn(turn))
            : this.welcome()}
        </div>
        ${this.problem
          ? html`<div class="alert slim" role="alert">${this.problem}<button type="button" class="quiet small" @click=${() => (this.problem = '')}>Dismiss</button></div>`
          : nothing}
        ${this.composer()}
      </section>
      ${this.panel()} ${this.dialog()}
      <p class="visually-hidden" role="status">${this.said}</p>
      ${this.drawer ? html`<button type="button" class="shade" aria-label="Close" @click=${() => (this.drawer = '')}></button>` : nothing}
    </div>`;
  }

  private welcome(): TemplateResult {
    const may = mayAsk(this.session);
    return html`<div class="welcome">
      <h2>R1 thinks. Claude answers.</h2>
      <p>Ask something hard. You see the reasoning as it is thought, then the answer that Claude writes from it.</p>
      ${this.session && !may
        ? html`<p><button type="button" class="primary" @click=${() => this.dispatchEvent(new CustomEvent('sign-in', { bubbles: true }))}>Sign in with a gateway key</button></p>`
        : html`<ul>
            ${IDEAS.map(
              (idea) => html`<li>
                <button
                  type="button"
                  @click=${() => {
                    const field = this.querySelector<HTMLTextAreaElement>('#prompt');
                    if (field) {
                      field.value = idea;
                      this.grow(field);
                      field.focus();
                    }
                  }}
                >
                  ${idea}
                </button>
              </li>`,
            )}
          </ul>`}
    </div>`;
  }

  private turn(turn: Turn): TemplateResult {
    return html`<div class="turn">
      <div class="user" role="group" aria-label="You">
        ${turn.pictures.length
          ? html`<div class="pictures">${turn.pictures.map((picture) => html`<img src=${picture.url} alt=${picture.name} />`)}</div>`
          : nothing}
        <p>${turn.text}</p>
      </div>
      <div class="lanes ${turn.runs.length > 1 ? 'two' : ''}">
        ${repeat(
          turn.runs,
          (run) => run,
          (run, i) => html`<dr-lane .run=${run} .compared=${turn.runs.length > 1} .chosen=${turn.chosen === i}></dr-lane>`,
        )}
      </div>
      ${turn.runs.length > 1 && turn.runs.every((run) => run.finished) ? this.verdict(turn) : nothing}
    </div>`;
  }

  /** Both answers of a comparison, side by side in numbers and in length. */
  private verdict(turn: Turn): TemplateResult {
    const rows = turn.runs.map(({ kept }) => ({
      name: kept.label || kept.question.model,
      total: kept.totalMs ?? 0,
      price: Number(kept.usage?.detail?.price?.amount ?? 0),
      exact: kept.usage?.detail?.price?.amount,
      output: kept.usage?.output ?? 0,
    }));
    const slowest = Math.max(1, ...rows.map((row) => row.total));
    const dearest = Math.max(1e-12, ...rows.map((row) => row.price));
    const bar = (share: number, kind: string) =>
      html`<svg class="bar-of ${kind}" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true"><rect width=${Math.max(1, share * 100)} height="6" rx="3"></rect></svg>`;
    return html`<table class="verdict">
      <caption>Side by side</caption>
      <thead><tr><th scope="col">Answer</th><th scope="col">Time</th><th scope="col">Price</th><th scope="col">Tokens out</th></tr></thead>
      <tbody>
        ${rows.map(
          (row) => html`<tr>
            <th scope="row">${row.name}</th>
            <td>${time(row.total)}${bar(row.total / slowest, 'time')}</td>
            <td title=${row.exact ? `USD ${row.exact}` : ''}>${usd(row.exact)}${bar(row.price / dearest, 'price')}</td>
            <td>${count(row.output)}</td>
          </tr>`,
        )}
      </tbody>
    </table>`;
  }

  private composer(): TemplateResult {
    const { busy } = this;
    return html`<form class="composer" @submit=${this.submit}
      @dragover=${(e: DragEvent) => e.preventDefault()}
      @drop=${(e: DragEvent) => { e.preventDefault(); void this.attach([...(e.dataTransfer?.files ?? [])]); }}>
      ${this.pictures.length
        ? html`<div class="pictures">
            ${this.pictures.map(
              (picture, i) => html`<span><img src=${picture.url} alt=${picture.name} />
                <button type="button" class="reset" aria-label="Remove ${picture.name}" @click=${() => (this.pictures = this.pictures.filter((_, at) => at !== i))}>×</button></span>`,
            )}
          </div>`
        : nothing}
      <label class="visually-hidden" for="prompt">Your message</label>
      <textarea id="prompt" rows="1" placeholder="Ask anything" @keydown=${this.key} @paste=${this.paste}
        @input=${(e: Event) => this.grow(e.currentTarget as HTMLTextAreaElement)}></textarea>
      <div class="row">
        <label class="quiet small file">Attach image<input type="file" class="visually-hidden" accept=${PICTURES.join(',')} multiple
          @change=${(e: Event) => { const field = e.currentTarget as HTMLInputElement; void this.attach([...(field.files ?? [])]).then(() => (field.value = '')); }} /></label>
        <span class="summary">${this.summary()}</span>
        ${busy
          ? html`<button type="button" class="stop" @click=${this.stop}>Stop</button>`
          : html`<button type="submit" class="primary">Send</button>`}
      </div>
    </form>`;
  }

  private summary(): string {
    const { model, dialect, parameters: changed, compare } = this.settings;
    const said = [model, DIALECTS[dialect].name];
    if (compare !== 'none') {
      said.push('compare');
    }
    const touched = Object.keys(changed).length;
    if (touched) {
      said.push(`${touched} parameter${touched === 1 ? '' : 's'}`);
    }
    return said.join(' · ');
  }

  private sidebar(): TemplateResult {
    const saved = this.session?.chats && this.session.as === 'key';
    const here = this.open.filter((chat) => !chat.saved && (chat.turns.length || chat === this.chat));
    return html`<section class="chats" aria-label="Chats">
      <button type="button" class="wide" @click=${this.fresh}>New chat</button>
      <ul>
        ${repeat(
          [...here].reverse(),
          (chat) => chat.id,
          (chat) => html`<li class=${chat === this.chat ? 'current' : ''}>
            <button type="button" aria-current=${chat === this.chat ? 'true' : nothing} @click=${() => this.switchTo(chat)}>${chat.title}</button>
          </li>`,
        )}
        ${repeat(
          this.lines,
          (line) => line.id,
          (line) => html`<li class=${line.id === this.chat.id ? 'current' : ''}>
            <button type="button" aria-current=${line.id === this.chat.id ? 'true' : nothing} @click=${() => this.recall(line)}>${line.title}</button>
            <button type="button" class="reset" aria-label="Delete ${line.title}" @click=${() => this.forget(line)}>×</button>
          </li>`,
        )}
      </ul>
      <p class="hint">${saved ? 'Saved with your account, 50 at most.' : 'Kept in this tab only. Export what you want to keep.'}</p>
      <div class="row">
        <button type="button" class="quiet small" ?disabled=${!this.chat.turns.length} @click=${this.export}>Export</button>
        <label class="quiet small file">Import<input type="file" class="visually-hidden" accept="application/json,.json" @change=${this.import} /></label>
      </div>
    </section>`;
  }

  private panel(): TemplateResult {
    const { settings } = this;
    const chosen = this.models.find((each) => each.id === settings.model) ?? this.models[0];
    const claudes = [...new Set(this.models.filter((each) => each.id.includes('/')).map((each) => each.answered_by))];
    const pick = (event: Event) => (event.currentTarget as HTMLSelectElement).value;
    const choices = (selected: string) =>
      this.models.map(
        (each) => html`<option value=${each.id} ?selected=${each.id === selected}>${each.id}${each.lifecycle === 'active' ? '' : ` (${each.lifecycle})`}</option>`,
      );
    return html`<section class="settings" aria-label="Settings">
      <div class="field">
        <label for="model">Model</label>
        <select id="model" @change=${(e: Event) => this.set({ model: pick(e) })}>
          ${this.models.length ? choices(settings.model) : html`<option>${settings.model}</option>`}
        </select>
        ${chosen ? html`<p class="hint">Answered by ${chosen.answered_by}.</p>` : nothing}
      </div>
      <fieldset class="field">
        <legend>Dialect</legend>
        <div class="segments">
          ${(Object.keys(DIALECTS) as Dialect[]).map(
            (each) => html`<label><input type="radio" name="dialect" value=${each} ?checked=${settings.dialect === each} @change=${() => this.set({ dialect: each })} /><span>${each === 'chat' ? 'Chat' : DIALECTS[each].name}</span></label>`,
          )}
        </div>
        <p class="hint"><code>POST ${DIALECTS[settings.dialect].path}</code></p>
      </fieldset>
      <div class="field">
        <label for="compare">Compare</label>
        <select id="compare" @change=${(e: Event) => this.set({ compare: pick(e) as Compare })}>
          <option value="none" ?selected=${settings.compare === 'none'}>one answer</option>
          <option value="reasoning" ?selected=${settings.compare === 'reasoning'}>with and without reasoning</option>
          <option value="models" ?selected=${settings.compare === 'models'}>two Claudes, same reasoning</option>
        </select>
        ${settings.compare === 'models'
          ? html`<label for="second">Second model</label>
              <select id="second" @change=${(e: Event) => this.set({ second: pick(e) })}>${choices(this.second())}</select>`
          : nothing}
      </div>
      <div class="field">
        <label for="system">System prompt</label>
        <textarea id="system" rows="3" placeholder="None" .value=${settings.system} @input=${(e: Event) => (this.chat.settings.system = (e.currentTarget as HTMLTextAreaElement).value)}></textarea>
      </div>
      ${chosen ? parameters(chosen.supported_parameters, settings.parameters, claudes, (name, value) => this.setParameter(name, value)) : nothing}
      ${Object.keys(settings.parameters).length
        ? html`<button type="button" class="quiet small" @click=${() => this.set({ parameters: {} })}>Reset all parameters</button>`
        : nothing}
    </section>`;
  }

  private dialog(): TemplateResult | typeof nothing {
    if (!this.code) {
      return nothing;
    }
    const { dialect } = this.code;
    return html`<dialog class="code" aria-labelledby="code-title" @close=${() => (this.code = undefined)}>
      <div class="row">
        <h2 id="code-title">This request as a program</h2>
        <button type="button" class="quiet small" @click=${() => this.querySelector<HTMLDialogElement>('dialog.code')?.close()}>Close</button>
      </div>
      <div class="segments" role="radiogroup" aria-label="Language">
        ${(Object.keys(LANGUAGES) as Language[]).map(
          (each) => html`<label><input type="radio" name="language" value=${each} ?checked=${this.language === each}
            @change=${() => { this.language = each; void this.updateComplete.then(() => this.colourCode()); }} /><span>${LANGUAGES[each].name}</span></label>`,
        )}
      </div>
      <p class="hint">${DIALECTS[dialect].name}. Needs ${LANGUAGES[this.language].needs(dialect)}. The key is read from <code>DEEPREASONING_API_KEY</code>.</p>
      <figure class="code">
        <figcaption><span>${LANGUAGES[this.language].name}</span>
          <button type="button" class="quiet small" @click=${(e: Event) => copy(this.querySelector('dialog.code pre code')?.textContent ?? '', e.currentTarget as HTMLElement)}>Copy</button>
        </figcaption>
        <pre tabindex="0"><code></code></pre>
      </figure>
    </dialog>`;
  }
}
customElements.define('dr-playground', Playground);
