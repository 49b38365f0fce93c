import { LitElement } from 'lit';

/** An element without a shadow: the page has one style sheet, and one tree for screen readers. */
export class View extends LitElement {
  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}
