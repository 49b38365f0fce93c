/** A picture of where an answer's time went. */
import { html, svg, type TemplateResult } from 'lit';
import type { StageUse } from './dialects';
import { time } from './format';

const NAMES = { search: 'Search', reasoning: 'R1 reasons', answer: 'Claude answers' } as const;
const WIDTH = 600;

/** Stages one after another, as long as each took; the mark is the first token of each. */
export function timeline(stages: StageUse[]): TemplateResult {
  const total = Math.max(1, stages.reduce((sum, stage) => sum + stage.total_ms, 0));
  const words = stages
    .map((stage) => {
      const first = stage.first_token_ms === undefined ? '' : `, first token after ${time(stage.first_token_ms)}`;
      return `${NAMES[stage.stage]}: ${time(stage.total_ms)}${first}`;
    })
    .join('; ');
  let at = 0;
  const bars = stages.map((stage) => {
    const x = (at / total) * WIDTH;
    const width = Math.max(3, (stage.total_ms / total) * WIDTH - 2);
    const mark = stage.first_token_ms === undefined ? undefined : x + Math.min(width - 1, (stage.first_token_ms / total) * WIDTH);
    at += stage.total_ms;
    return svg`<g class="span of-${stage.stage}"><title>${NAMES[stage.stage]}: ${time(stage.total_ms)}</title>
      ${mark === undefined ? '' : svg`<rect class="wait" x=${x} y="3" width=${Math.max(1, mark - x)} height="10" rx="3"></rect>`}
      <rect class="work" x=${mark ?? x} y="3" width=${Math.max(2, width - ((mark ?? x) - x))} height="10" rx="3"></rect></g>`;
  });
  return html`<figure class="timeline">
    <svg viewBox="0 0 ${WIDTH} 16" preserveAspectRatio="none" role="img" aria-label="Timeline. ${words}">${bars}</svg>
    <figcaption>
      ${stages.map(
        (stage) => html`<span class="key of-${stage.stage}">
          <i aria-hidden="true"></i>${NAMES[stage.stage]} <b>${time(stage.total_ms)}</b>
          ${stage.first_token_ms === undefined ? '' : html`<small>first token ${time(stage.first_token_ms)}</small>`}
        </span>`,
      )}
    </figcaption>
  </figure>`;
}
