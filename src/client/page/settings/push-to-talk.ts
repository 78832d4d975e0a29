import type { Call } from '../../call/call.js';
import type { SavedCallChoices } from '../../call/call-choices.js';
import { isInCall } from '../../call/call-state.js';
import { find } from '../../lib/dom.js';
import { isTextField } from './text-field.js';

/** Elements for which the space bar has a meaning of its own. */
const USES_SPACE = ['a', 'button', 'input', 'summary', 'video', '[role]', '[tabindex]'].join();

/**
 * While a muted person holds the space bar, others hear them. A focused control keeps its space bar, except the button
 * *Microphone*, which has the focus after the join: a short press toggles it as always, and holding it talks.
 */
export function createPushToTalk(
  page: HTMLElement,
  { store, media }: Pick<Call, 'store' | 'media'>,
  choices: SavedCallChoices,
): void {
  const mic = find(page, '#mic', HTMLButtonElement);
  let isTalking = false;

  function mayStart(event: KeyboardEvent): boolean {
    const { target } = event;
    if (!choices.get().singleKeys || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey)
      return false;
    if (isTextField(target) || document.querySelector('dialog[open]')) return false;
    const state = store.get();
    if (!isInCall(state) || state.local.mic.state !== 'off') return false;
    if (target === mic) return event.repeat;
    return !(target instanceof Element) || target === document.body || !target.matches(USES_SPACE);
  }

  function stop(): void {
    if (!isTalking) return;
    isTalking = false;
    void media.setMic(false);
  }

  document.addEventListener('keydown', (event) => {
    if (event.key !== ' ') return;
    if (!isTalking && mayStart(event)) {
      isTalking = true;
      void media.setMic(true);
    }
    if (isTalking) event.preventDefault(); // a page scrolls
  });
  document.addEventListener('keyup', (event) => {
    if (event.key !== ' ' || !isTalking) return;
    event.preventDefault(); // the button would toggle
    stop();
  });
  // The page does not learn of a key that is released elsewhere.
  window.addEventListener('blur', stop);
  document.addEventListener('visibilitychange', stop);
}
