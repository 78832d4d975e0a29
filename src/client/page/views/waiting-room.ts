import { find } from '../../lib/dom.js';
import type { CallState } from '../../call/call-state.js';

/** Tells a person on the prejoin page that a host has to let them in, and lets them stop waiting. */
export function createWaitingRoom(page: ParentNode, stopWaiting: () => void) {
  const section = find(page, '#waiting-room', HTMLElement);
  const stop = find(section, '#stop-waiting', HTMLButtonElement);
  stop.addEventListener('click', stopWaiting);

  return function render({ phase }: CallState): void {
    const isOpening = section.hidden && phase === 'waiting';
    section.hidden = phase !== 'waiting';
    if (isOpening) stop.focus(); // the button to join, which had the focus, is hidden
  };
}
