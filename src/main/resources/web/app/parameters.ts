/** Every parameter of the API, as the API itself describes it. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Body, Json } from './dialects';

/** One parameter, as `GET /v1/models` tells it. */
export interface Parameter {
  name: string;
  type: 'number' | 'integer' | 'boolean' | 'string' | 'array';
  default?: Json;
  min?: number;
  max?: number;
  values?: string[];
  description: string;
}

const GROUPS: [string, string[]][] = [
  ['Reasoning', ['reasoning_mode', 'reasoning_effort', 'reasoning_max_tokens', 'include_reasoning', 'reasoning_text']],
  ['Answer', ['temperature', 'top_p', 'max_tokens', 'anthropic_model', 'disable_formatting', 'strict']],
  ['Web search', ['web_search_linkup', 'search_depth', 'max_results', 'include_domains', 'exclude_domains', 'from_date', 'to_date']],
];

/** Controls for all parameters; those that were touched are in `values`. */
export function parameters(
  all: Parameter[],
  values: Body,
  claudes: string[],
  change: (name: string, value: Json | undefined) => void,
): TemplateResult {
  const named = new Map(all.map((each) => [each.name, each]));
  const grouped = GROUPS.map(([title, names]) => [title, names.flatMap((name) => named.get(name) ?? [])] as const);
  const known = new Set(GROUPS.flatMap(([, names]) => names));
  const others = all.filter((each) => !known.has(each.name));
  return html`${[...grouped, ...(others.length ? [['Other', others] as const] : [])].map(
    ([title, list]) => html`<details class="group" ?open=${title === 'Reasoning'}>
      <summary>
        ${title}
        ${list.some((each) => each.name in values)
          ? html`<span class="badge">${list.filter((each) => each.name in values).length} changed</span>`
          : nothing}
      </summary>
      ${list.map((each) => parameter(each, values, claudes, change))}
    </details>`,
  )}`;
}

function parameter(
  each: Parameter,
  values: Body,
  claudes: string[],
  change: (name: string, value: Json | undefined) => void,
): TemplateResult {
  const id = `p-${each.name}`;
  const touched = each.name in values;
  const facts = [
    each.min !== undefined && each.max !== undefined
      ? `${each.min} to ${each.max.toLocaleString('en')}`
      : each.min !== undefined
        ? `from ${each.min}`
        : '',
    each.default === undefined ? '' : `default ${String(each.default)}`,
  ].filter(Boolean);
  return html`<div class="parameter ${each.type} ${touched ? 'touched' : ''}">
    <div class="name">
      <label for=${id}><code>${each.name}</code></label>
      ${touched
        ? html`<button type="button" class="reset" aria-label="Reset ${each.name}" @click=${() => change(each.name, undefined)}>reset</button>`
        : nothing}
    </div>
    ${control(each, id, values[each.name], claudes, change)}
    <p id="${id}-d" class="hint">${described(each.description)}${facts.length ? html` <span>${facts.join(', ')}</span>` : nothing}</p>
  </div>`;
}

/** A description with its code marked. */
function described(text: string): (string | TemplateResult)[] {
  return text.split('`').map((part, i) => (i % 2 ? html`<code>${part}</code>` : part));
}

function control(
  each: Parameter,
  id: string,
  value: Json | undefined,
  claudes: string[],
  change: (name: string, value: Json | undefined) => void,
): TemplateResult {
  const text = (event: Event) => (event.currentTarget as HTMLInputElement).value.trim();
  if (each.type === 'boolean') {
    const on = Boolean(value ?? each.default);
    return html`<input id=${id} aria-describedby="${id}-d" type="checkbox" role="switch" class="switch" .checked=${on}
      @change=${(e: Event) => {
        const now = (e.currentTarget as HTMLInputElement).checked;
        change(each.name, now === Boolean(each.default) ? undefined : now);
      }} />`;
  }
  const choices = each.name === 'anthropic_model' ? claudes : each.values;
  if (choices) {
    return html`<select id=${id} aria-describedby="${id}-d"
      @change=${(e: Event) => change(each.name, text(e) === '' ? undefined : text(e))}>
      <option value="" ?selected=${value === undefined}>${each.default === undefined ? 'not sent' : `${String(each.default)} (default)`}</option>
      ${choices
        .filter((choice) => choice !== each.default)
        .map((choice) => html`<option value=${choice} ?selected=${value === choice}>${choice}</option>`)}
    </select>`;
  }
  if (each.type === 'number' || each.type === 'integer') {
    return html`<input id=${id} aria-describedby="${id}-d" type="number" inputmode="decimal" min=${each.min ?? nothing} max=${each.max ?? nothing}
      step=${each.type === 'integer' ? 1 : 'any'} placeholder=${each.default === undefined ? 'not sent' : String(each.default)}
      .value=${value === undefined ? '' : String(value)}
      @change=${(e: Event) => change(each.name, text(e) === '' ? undefined : Number(text(e)))} />`;
  }
  if (each.type === 'array') {
    return html`<input id=${id} aria-describedby="${id}-d" type="text" placeholder="example.com, example.org" autocomplete="off"
      .value=${Array.isArray(value) ? value.join(', ') : ''}
      @change=${(e: Event) => change(each.name, text(e) === '' ? undefined : text(e).split(/[\s,]+/).filter(Boolean))} />`;
  }
  if (each.name === 'reasoning_text') {
    return html`<textarea id=${id} aria-describedby="${id}-d" rows="3" .value=${String(value ?? '')}
      @change=${(e: Event) => change(each.name, text(e) === '' ? undefined : text(e))}></textarea>`;
  }
  return html`<input id=${id} aria-describedby="${id}-d" type=${each.name.endsWith('_date') ? 'date' : 'text'} autocomplete="off"
    .value=${String(value ?? '')} @change=${(e: Event) => change(each.name, text(e) === '' ? undefined : text(e))} />`;
}
