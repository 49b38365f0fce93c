import { View } from './view';
customElements.define('dr-console', class extends View {});
