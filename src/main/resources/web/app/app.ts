import './app.css';
import './playground';
import { html, nothing, type TemplateResult } from 'lit';
import { VISIT, current, signIn, signOut, visitProblem, words, type Session } from './session';
import { View } from './view';

type Theme = 'auto' | 'light' | 'dark';
const THEME = 'deepreasoning-theme';
const NEXT: Record<Theme, Theme> = { auto: 'light', light: 'dark', dark: 'auto' };

/** The page: what stands at its top, and the place that its address names. */
class App extends View {
  static override properties = { session: { state: true }, place: { state: true }, theme: { state: true }, problem: { state: true } };
  declare session: Session | undefined;
  declare place: string;
  declare theme: Theme;
  declare problem: string;

  constructor() {
    super();
    this.place = location.hash;
    this.problem = '';
    this.theme = (localStorage.getItem(THEME) as Theme | null) ?? 'auto';
    this.paint();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('hashchange', () => {
      this.place = location.hash;
      if (this.place.startsWith('#/console')) {
        void import('./console');
      }
    });
    if (this.place.startsWith('#/console')) {
      void import('./console');
    }
    void this.look();
    const problem = visitProblem(this.place);
    if (problem) {
      this.place = '#/';
      history.replaceState(null, '', this.place);
      void this.updateComplete.then(() => this.openSignIn(problem));
    }
  }

  private async look(): Promise<void> {
    try {
      this.session = await current();
    } catch (problem) {
      this.problem = words(problem);
    }
  }

  private paint(): void {
    document.documentElement.dataset['theme'] = this.theme;
  }

  private switchTheme(): void {
    this.theme = NEXT[this.theme];
    localStorage.setItem(THEME, this.theme);
    this.paint();
  }

  private async signIn(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const field = form.elements.namedItem('key') as HTMLInputElement;
    const key = field.value.trim();
    field.value = '';
    try {
      this.problem = '';
      this.session = await signIn(key);
      this.querySelector('dialog')?.close();
    } catch (problem) {
      this.problem = words(problem);
      field.focus();
    }
  }

  private async signOut(): Promise<void> {
    try {
      this.session = await signOut();
    } catch (problem) {
      this.problem = words(problem);
    }
  }

  private openSignIn(problem = ''): void {
    this.problem = problem;
    this.querySelector('dialog')?.showModal();
    this.querySelector<HTMLInputElement>('dialog input')?.focus();
  }

  protected override render(): TemplateResult {
    const consoleOpen = this.place.startsWith('#/console');
    const simulated = this.hasAttribute('simulated');
    const { session } = this;
    return html`<a class="skip" href="#main" @click=${(e: Event) => { e.preventDefault(); this.querySelector<HTMLElement>('main')?.focus(); }}>Skip to content</a>
      <header class="top">
        <a class="brand" href="#/" aria-label="DeepReasoning, playground">
          <svg viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="9"></rect><path d="M9 10h8a6 6 0 0 1 0 12H9m0-6h9"></path></svg>
          <span>DeepReasoning</span>
        </a>
        <nav aria-label="Places">
          <a href="#/" aria-current=${consoleOpen ? nothing : 'page'}>Playground</a>
          <a href="#/console" aria-current=${consoleOpen ? 'page' : nothing}>Console</a>
        </nav>
        <span class="grow"></span>
        ${simulated
          ? html`<span class="badge warn" title="R1, Claude and Linkup are simulated inside this gateway: nothing real is asked, nothing is paid">Simulated</span>`
          : nothing}
        <a class="quiet docs" href="/q/openapi?format=json">API</a>
        <button type="button" class="quiet icon" aria-label="Theme: ${this.theme}" title="Theme: ${this.theme}" @click=${this.switchTheme}>
          ${this.theme === 'light' ? '☀' : this.theme === 'dark' ? '☾' : '◐'}
        </button>
        ${session?.as
          ? html`<span class="who" title=${session.account ?? ''}>${session.as === 'admin' ? 'Admin' : session.account ?? 'Signed in'}</span>
              <button type="button" class="quiet" @click=${this.signOut}>Sign out</button>`
          : session && (session.mode !== 'open' || session.admin)
            ? html`<button type="button" class="primary" @click=${() => this.openSignIn()}>Sign in</button>`
            : nothing}
      </header>
      <main id="main" tabindex="-1">
        ${consoleOpen
          ? html`<dr-console .session=${session} .place=${this.place}></dr-console>`
          : html`<dr-playground .session=${session} @sign-in=${() => this.openSignIn()}></dr-playground>`}
        ${!session && this.problem ? html`<div class="alert float" role="alert">${this.problem}</div>` : nothing}
      </main>
      <dialog aria-labelledby="sign-in-title">
        <form method="dialog" @submit=${this.signIn}>
          <h2 id="sign-in-title">Sign in</h2>
          ${session?.provider ? html`<p><a class="button primary" href=${VISIT}>Sign in with ${session.provider}</a></p>` : nothing}
          <p>${session?.provider ? 'Or with' : 'With'} a gateway key, or with the admin token. It is exchanged for a session of eight hours; this browser keeps no key.</p>
          <label for="sign-in-key">Key</label>
          <input id="sign-in-key" name="key" type="password" required autocomplete="off" spellcheck="false" placeholder="sk-deepreasoning-…" />
          ${this.problem ? html`<p class="alert" role="alert">${this.problem}</p>` : nothing}
          <div class="row end">
            <button type="button" class="quiet" @click=${() => this.querySelector('dialog')?.close()}>Cancel</button>
            <button type="submit" class="primary">Sign in</button>
          </div>
        </form>
      </dialog>`;
  }
}
customElements.define('dr-app', App);
