import { find } from '../../lib/dom.js';
import { belongsToInputMethod } from './input-method.js';

/** Calls `close` when the person presses the close button of a side panel, or Escape inside it. */
export function onPanelClose(panel: HTMLElement, close: () => void): void {
  find(panel, '[data-close-panel]', HTMLButtonElement).addEventListener('click', close);
  panel.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !belongsToInputMethod(event)) close();
  });
}
