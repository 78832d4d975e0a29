import { messages as t } from '#messages/host';
import { ownRole, type CallState } from '../../call/call-state.js';
import type { Moderate } from '../../call/moderation.js';
import { find, setIcon } from '../../lib/dom.js';
import type { Question } from './confirm-dialog.js';

/** The buttons of a host that concern everyone in the call. */
export function createCallTools(
  root: HTMLElement,
  moderate: Moderate,
  ask: (question: Question) => Promise<boolean>,
  leave: () => void,
) {
  const button = (name: string) => find(root, `[data-${name}]`, HTMLButtonElement);
  const lock = button('lock');
  const end = button('end');

  lock.addEventListener('click', () => {
    void moderate('lock', { locked: lock.getAttribute('aria-pressed') !== 'true' });
  });
  button('mute-all').addEventListener('click', () => void moderate('mute', {}));
  button('lower-hands').addEventListener('click', () => void moderate('lower-hand', {}));
  end.addEventListener('click', () => void endCall());

  async function endCall(): Promise<void> {
    const isSure = await ask({ heading: t.endHeading(), text: t.endText(), confirm: t.end() });
    if (isSure && (await moderate('end-call', {}))) leave();
  }

  return function render(state: CallState): void {
    const isLocked = state.settings?.isLocked === true;
    lock.setAttribute('aria-pressed', String(isLocked));
    setIcon(lock, isLocked ? 'lock' : 'lock-open');
    end.hidden = ownRole(state) !== 'host';
  };
}
