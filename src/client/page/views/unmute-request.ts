import { messages as t } from '#messages/page';
import { find, setText } from '../../lib/dom.js';
import { isInCall, type CallState } from '../../call/call-state.js';

export interface UnmuteActions {
  unmute(): void;
  stayMuted(): void;
  /** Called when the question disappears while it has the focus. */
  onFocusLost(): void;
}

/** The question of a host whether the person turns the microphone on. Only the person can do so. */
export function createUnmuteRequest(page: ParentNode, actions: UnmuteActions) {
  const dialog = find(page, '#unmute-request', HTMLElement);
  const title = find(dialog, '#unmute-request-title', HTMLElement);
  const stay = find(dialog, '#stay-muted', HTMLButtonElement);
  stay.addEventListener('click', actions.stayMuted);
  find(dialog, '#unmute', HTMLButtonElement).addEventListener('click', actions.unmute);
  dialog.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') actions.stayMuted();
  });

  return function render(state: CallState): void {
    const name = isInCall(state) ? state.unmuteAskedBy : null;
    const isOpening = dialog.hidden && name !== null;
    const hadFocus = name === null && dialog.contains(document.activeElement);
    if (name !== null) setText(title, t.asksToUnmute({ name }));
    dialog.hidden = name === null;
    // A person who types must not answer by accident. And a stray key press must not turn the microphone on.
    if (isOpening && !isTyping()) stay.focus();
    if (hadFocus) actions.onFocusLost();
  };
}

function isTyping(): boolean {
  return (
    document.activeElement instanceof HTMLTextAreaElement || document.querySelector('dialog[open]') !== null
  );
}
