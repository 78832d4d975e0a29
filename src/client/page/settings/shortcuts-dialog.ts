import { isInCall, type CallState } from '../../call/call-state.js';
import type { SavedCallChoices } from '../../call/call-choices.js';
import { find } from '../../lib/dom.js';
import type { Store } from '../../lib/store.js';
import { shortcuts } from '../views/shortcut-keys.js';
import { isTextField } from './text-field.js';

/** The list of all shortcuts, which the key `?` opens. Returns a function that opens it. */
export function createShortcutsDialog(
  page: HTMLElement,
  store: Pick<Store<CallState>, 'get' | 'subscribe'>,
  choices: SavedCallChoices,
): () => void {
  const dialog = find(page, '#shortcuts', HTMLDialogElement);
  for (const [name, keys] of Object.entries(shortcuts)) {
    find(dialog, `[data-key="${name}"]`, HTMLElement).textContent = keys;
  }

  function open(): void {
    if (!dialog.open) dialog.showModal();
  }

  document.addEventListener('keydown', (event) => {
    const hasModifier = event.ctrlKey || event.metaKey || event.altKey;
    if (event.key !== '?' || hasModifier || event.repeat || isTextField(event.target)) return;
    if (!choices.get().singleKeys || !isInCall(store.get()) || document.querySelector('dialog[open]')) return;
    event.preventDefault();
    open();
  });
  store.subscribe((state) => {
    if (!isInCall(state) && dialog.open) dialog.close();
  });
  return open;
}
