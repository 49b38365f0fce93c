/**
 * Markdown as nodes. The text is a stranger's: it is split into tokens, and each token becomes an element with text
 * inside. No markup is ever parsed, so there is nothing to sanitise; markup in the text is shown as it was written.
 */
import { lexer, type Token, type Tokens } from 'marked';
import { copy, element } from './dom';

const SAFE = /^(https?:|mailto:)/i;
const ENTITY = /&(amp|lt|gt|quot|apos|nbsp|#\d{1,6}|#x[\da-f]{1,6});/gi;
const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };
const DEFINITION = /^ {0,3}\[[^\]\n]+\]:/m;

/** The whole text at once. */
export function markdown(text: string): DocumentFragment {
  const fragment = document.createDocumentFragment();
  blocks(lexer(text, { gfm: true }), fragment);
  return fragment;
}

function entities(text: string): string {
  return text.replace(ENTITY, (all, name: string) => {
    const lower = name.toLowerCase();
    if (!lower.startsWith('#')) {
      return NAMED[lower] ?? all;
    }
    const code = lower.startsWith('#x') ? parseInt(lower.slice(2), 16) : parseInt(lower.slice(1), 10);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : all;
  });
}

function blocks(tokens: Token[], into: Node): void {
  for (const token of tokens) {
    const node = block(token);
    if (node) {
      into.appendChild(node);
    }
  }
}

function block(token: Token): Node | undefined {
  switch (token.type) {
    case 'space':
    case 'def':
      return undefined;
    case 'heading': {
      // The page has headings of its own above: an answer's begin below them.
      const depth = Math.min(6, (token as Tokens.Heading).depth + 2) as 3 | 4 | 5 | 6;
      return within(element(`h${depth}`, { class: `h${(token as Tokens.Heading).depth}` }), token.tokens);
    }
    case 'paragraph':
      return within(element('p'), token.tokens);
    case 'code':
      return code(token as Tokens.Code);
    case 'blockquote': {
      const quote = element('blockquote');
      blocks(token.tokens ?? [], quote);
      return quote;
    }
    case 'list':
      return list(token as Tokens.List);
    case 'table':
      return table(token as Tokens.Table);
    case 'hr':
      return element('hr');
    case 'text':
      return token.tokens ? within(element('p'), token.tokens) : document.createTextNode(entities(token.text));
    default:
      return element('p', {}, token.raw.trim());
  }
}

function list(token: Tokens.List): HTMLElement {
  const made = element(token.ordered ? 'ol' : 'ul');
  if (token.ordered && typeof token.start === 'number' && token.start !== 1) {
    made.setAttribute('start', String(token.start));
  }
  for (const item of token.items) {
    const line = element('li');
    if (item.task) {
      const box = element('input', { type: 'checkbox', disabled: '', 'aria-label': item.checked ? 'done' : 'to do' });
      box.checked = Boolean(item.checked);
      line.classList.add('task');
      line.append(box, ' ');
    }
    for (const inner of item.tokens) {
      if (inner.type === 'text' && !token.loose) {
        within(line, (inner as Tokens.Text).tokens ?? [inner]);
      } else {
        const node = block(inner);
        if (node) {
          line.append(node);
        }
      }
    }
    made.append(line);
  }
  return made;
}

function table(token: Tokens.Table): HTMLElement {
  const row = (cells: Tokens.TableCell[], name: 'th' | 'td'): HTMLElement =>
    element(
      'tr',
      {},
      ...cells.map((cell) =>
        within(element(name, { ...(cell.align ? { class: cell.align } : {}), ...(name === 'th' ? { scope: 'col' } : {}) }), cell.tokens),
      ),
    );
  return element(
    'div',
    { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': 'Table' },
    element(
      'table',
      {},
      element('thead', {}, row(token.header, 'th')),
      element('tbody', {}, ...token.rows.map((cells) => row(cells, 'td'))),
    ),
  );
}

function code(token: Tokens.Code): HTMLElement {
  const language = (token.lang ?? '').split(/\s/)[0] ?? '';
  const inner = element('code', {}, token.text);
  const button = element('button', { type: 'button', class: 'quiet small' }, 'Copy');
  button.addEventListener('click', () => void copy(inner.textContent ?? '', button));
  return element(
    'figure',
    { class: 'code', 'data-language': language },
    element('figcaption', {}, element('span', {}, language || 'text'), button),
    element('pre', { tabindex: '0' }, inner),
  );
}

/** Gives a block of code its colours, once it is whole. */
async function colour(figure: HTMLElement): Promise<void> {
  const inner = figure.querySelector('pre > code');
  const language = figure.dataset['language'];
  if (inner && language && (inner.textContent ?? '').length < 60_000) {
    const { highlighted } = await import('./highlight');
    const fragment = highlighted(inner.textContent ?? '', language);
    if (fragment) {
      inner.replaceChildren(fragment);
    }
  }
}

/** Colours every block of code in an element. */
export function colourAll(root: ParentNode): void {
  root.querySelectorAll<HTMLElement>('figure.code').forEach((figure) => void colour(figure));
}

function within<E extends Node>(into: E, tokens: Token[] = []): E {
  for (const token of tokens) {
    into.appendChild(inline(token));
  }
  return into;
}

function inline(token: Token): Node {
  switch (token.type) {
    case 'strong':
      return within(element('strong'), token.tokens);
    case 'em':
      return within(element('em'), token.tokens);
    case 'del':
      return within(element('del'), token.tokens);
    case 'codespan':
      return element('code', {}, (token as Tokens.Codespan).text);
    case 'br':
      return element('br');
    case 'link':
      return link(entities((token as Tokens.Link).href), within(document.createDocumentFragment(), token.tokens));
    case 'image': {
      // An answer's pictures are not fetched: that would tell their host who reads it.
      const image = token as Tokens.Image;
      return link(entities(image.href), document.createTextNode(`[image: ${image.text || image.href}]`));
    }
    case 'html':
      return /^<br\s*\/?>$/i.test(token.raw) ? element('br') : document.createTextNode(token.raw);
    case 'text':
    case 'escape': {
      const text = token as Tokens.Text;
      return text.tokens ? within(document.createDocumentFragment(), text.tokens) : document.createTextNode(entities(text.text));
    }
    default:
      return document.createTextNode(token.raw);
  }
}

/** A link to the web or to a mailbox; any other address is shown, and leads nowhere. */
export function link(href: string, content: Node): Node {
  if (!SAFE.test(href)) {
    const fragment = document.createDocumentFragment();
    fragment.append(content);
    return fragment;
  }
  return element('a', { href, target: '_blank', rel: 'noopener noreferrer nofollow' }, content);
}

/**
 * An answer that is still being written. Blocks that are whole are made once and stay; only the last one is made anew,
 * and a block of code only grows.
 */
export class MarkdownStream {
  private settled = 0;
  private open: HTMLElement | Node | undefined;
  private drawn = 0;

  constructor(private readonly into: HTMLElement) {}

  /** Shows what there is of the text so far; returns whether all of it is shown. */
  show(text: string, whole: boolean): boolean {
    if (whole && DEFINITION.test(text)) {
      this.into.replaceChildren(markdown(text));
      colourAll(this.into);
      return true;
    }
    const tail = text.slice(this.settled);
    if (!whole && tail.length > 6_000 && performance.now() - this.drawn < 120) {
      return false;
    }
    this.drawn = performance.now();
    const tokens = lexer(tail, { gfm: true });
    let last = tokens.length - 1;
    while (last > 0 && tokens[last]?.type === 'space') {
      last--;
    }
    const settled = whole ? tokens.length : Math.max(0, last);
    for (const token of tokens.slice(0, settled)) {
      this.settle(token);
      this.settled += token.raw.length;
    }
    const rest = whole ? undefined : tokens[last];
    if (rest) {
      this.draw(rest);
    }
    return true;
  }

  private settle(token: Token): void {
    this.draw(token);
    if (this.open instanceof HTMLElement && this.open.matches('figure.code')) {
      void colour(this.open);
    }
    this.open = undefined;
  }

  private draw(token: Token): void {
    if (token.type === 'code' && this.open instanceof HTMLElement && this.open.matches('figure.code')) {
      const language = ((token as Tokens.Code).lang ?? '').split(/\s/)[0] ?? '';
      const inner = this.open.querySelector('pre > code');
      const shown = inner?.textContent ?? '';
      if (inner && this.open.dataset['language'] === language && (token as Tokens.Code).text.startsWith(shown)) {
        inner.append((token as Tokens.Code).text.slice(shown.length));
        return;
      }
    }
    const made = block(token);
    if (!made) {
      this.open?.parentNode?.removeChild(this.open);
      this.open = undefined;
    } else if (this.open) {
      this.into.replaceChild(made, this.open);
      this.open = made;
    } else {
      this.into.append(made);
      this.open = made;
    }
  }
}

/** Plain text that grows: each piece is appended, in parts small enough that laying out the last is cheap. */
export class TextStream {
  private static readonly PART = 3_000;
  private shown = 0;
  private part: Text | undefined;

  constructor(private readonly into: HTMLElement) {}

  /** Shows what there is so far. */
  show(text: string): void {
    let fresh = text.slice(this.shown);
    this.shown = text.length;
    while (fresh) {
      if (!this.part) {
        this.part = document.createTextNode('');
        this.into.append(element('div', { class: 'part' }, this.part));
      }
      const room = TextStream.PART - this.part.length;
      if (room > 0 && fresh.length > room) {
        this.part.appendData(fresh.slice(0, room));
        fresh = fresh.slice(room);
        continue;
      }
      // Parts end where lines end, so that they look like one text; a line without end is broken behind a word.
      const end = room > 0 ? -1 : fresh.search(room > -TextStream.PART ? /\n/ : /\s/);
      if (end >= 0) {
        this.part.appendData(fresh.slice(0, end));
        fresh = fresh.slice(end + 1);
        this.part = undefined;
      } else {
        this.part.appendData(fresh);
        fresh = '';
      }
    }
  }
}
