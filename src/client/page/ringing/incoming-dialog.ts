import type { IncomingRing } from '../../../shared/ring-protocol.js';
import { clone, find, setText } from '../../lib/dom.js';
import { incomingText } from './incoming-text.js';

export interface DialogActions {
  answer(): void;
  decline(): void;
}

/** Shows the dialog of an incoming call. Returns a function that closes it. */
export function showIncomingDialog(ring: IncomingRing, { answer, decline }: DialogActions): () => void {
  const element = clone(document, '#ring-template');
  if (!(element instanceof HTMLDialogElement)) throw new Error('The template of the call is no dialog');
  const dialog = element;
  setText(find(dialog, '.ring__text', HTMLElement), incomingText(ring));
  const buttons = [...dialog.querySelectorAll('button')];

  /** A second press must not do anything. */
  const once = (act: () => void) => () => {
    for (const button of buttons) button.disabled = true;
    act();
  };
  find(dialog, '.ring__answer', HTMLButtonElement).addEventListener('click', once(answer));
  find(dialog, '.ring__decline', HTMLButtonElement).addEventListener('click', once(decline));
  dialog.addEventListener('cancel', (event) => {
    event.preventDefault(); // the server decides when the call is over
    once(decline)();
  });
  document.body.append(dialog);
  // The heading gets the focus and not a button: a person who is typing must not answer by accident.
  dialog.showModal();
  return () => {
    dialog.close(); // gives the focus back
    dialog.remove();
  };
}
