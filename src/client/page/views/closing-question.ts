import { everyone, isInCall, type CallState } from '../../call/call-state.js';
import { find } from '../../lib/dom.js';

/** What closing the page would end or lose. */
export interface AtStake {
  readonly isSharing: boolean;
  /** Nobody else is in the call, so that it ends. */
  readonly isAlone: boolean;
}

export function atStake(state: Pick<CallState, 'phase' | 'local' | 'roster' | 'unlisted'>): AtStake {
  const isIn = isInCall(state);
  return { isSharing: isIn && state.local.screen !== null, isAlone: isIn && everyone(state).length <= 1 };
}

/**
 * Lets the browser ask once before it closes the page, if the person shares a screen, or is alone and has written a message
 * without sending it. A page that may ask loses some of the browser’s caches, so it listens only while needed.
 */
export function createClosingQuestion(page: ParentNode): (state: CallState) => void {
  const message = find(page, '#message', HTMLTextAreaElement);
  let now: AtStake = { isSharing: false, isAlone: false };
  let hasAsked = false;

  const ask = (event: BeforeUnloadEvent) => {
    const isUnsent = now.isAlone && message.value.trim() !== '';
    if (hasAsked || !(now.isSharing || isUnsent)) return;
    hasAsked = true;
    event.preventDefault();
  };

  return function render(state: CallState): void {
    const before = now;
    now = atStake(state);
    if (now.isSharing && !before.isSharing) hasAsked = false; // this share is another matter
    if (now.isSharing || now.isAlone) window.addEventListener('beforeunload', ask);
    else window.removeEventListener('beforeunload', ask);
  };
}
