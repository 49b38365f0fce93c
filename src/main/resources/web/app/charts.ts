/** Pictures of numbers over days: stacked columns, drawn here, without a library. */
import { html, svg, type TemplateResult } from 'lit';

export interface Column {
  label: string;
  parts: { name: string; value: number }[];
}

const WIDTH = 720;
const HEIGHT = 150;

/** Stacked columns; the numbers stand in a table beside it for those who cannot see it. */
export function columns(title: string, data: Column[], format: (value: number) => string): TemplateResult {
  const names = [...new Set(data.flatMap((column) => column.parts.map((part) => part.name)))];
  const highest = Math.max(...data.map((column) => column.parts.reduce((sum, part) => sum + part.value, 0)), 0);
  const step = WIDTH / Math.max(1, data.length);
  const total = data.reduce((sum, column) => sum + column.parts.reduce((all, part) => all + part.value, 0), 0);
  return html`<figure class="chart">
    <figcaption><b>${title}</b><span>${format(total)} in all</span></figcaption>
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${title}: ${format(total)} in all, at most ${format(highest)} a day">
      <line x1="0" x2=${WIDTH} y1=${HEIGHT - 0.5} y2=${HEIGHT - 0.5}></line>
      ${data.map((column, i) => {
        let y = HEIGHT;
        return svg`<g><title>${column.label}: ${column.parts.map((part) => `${part.name} ${format(part.value)}`).join(', ') || 'nothing'}</title>
          <rect class="hover" x=${i * step} y="0" width=${step} height=${HEIGHT}></rect>
          ${column.parts.map((part) => {
            const height = highest ? (part.value / highest) * (HEIGHT - 8) : 0;
            y -= height;
            return svg`<rect class="series-${names.indexOf(part.name) % 6}" x=${i * step + step * 0.15} y=${y} width=${step * 0.7} height=${Math.max(0, height - 0.5)}></rect>`;
          })}</g>`;
      })}
    </svg>
    <div class="axis" aria-hidden="true"><span>${data[0]?.label ?? ''}</span><span>${data.at(-1)?.label ?? ''}</span></div>
    ${names.length > 1
      ? html`<div class="legend">${names.map((name, i) => html`<span><i class="series-${i % 6}" aria-hidden="true"></i>${name}</span>`)}</div>`
      : ''}
  </figure>`;
}

/** Text as a cell of CSV; what a spreadsheet would run as a formula is made text. */
export function cell(value: string | number): string {
  const text = String(value);
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
