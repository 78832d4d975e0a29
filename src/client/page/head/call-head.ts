import type { Call } from '../../call/call.js';
import { isInCall, type CallState } from '../../call/call-state.js';
import { changedKeys } from '../../lib/changed-keys.js';
import { find } from '../../lib/dom.js';
import { createClock } from './clock.js';
import { createInvite, type LoadQrCode } from './invite.js';
import { createLinkActions } from './link-actions.js';
import { createRename } from './rename.js';

/** What stands above the stage, and beside it while nobody else is there: title, clock, and the link to the meeting. */
export function createCallHead(
  page: HTMLElement,
  { store, notices }: Pick<Call, 'store' | 'notices'>,
  loadQrCode: LoadQrCode,
): void {
  const link = createLinkActions(notices);
  const views: ((state: CallState) => void)[] = [
    createClock(find(page, '#clock', HTMLElement)),
    createInvite(page, link, loadQrCode),
    createRename(page, notices),
  ];
  find(page, '#copy-link', HTMLButtonElement).addEventListener('click', link.copy);

  let before: CallState | null = null;
  store.subscribe((state) => {
    const last = before;
    before = state;
    if (!isInCall(state) && !(last && isInCall(last))) return;
    // People start and stop speaking several times per second.
    const changed = last && changedKeys(last, state);
    if (changed?.every((key) => key === 'speaking' || key === 'activeSpeaker')) return;
    for (const render of views) render(state);
  });
}
