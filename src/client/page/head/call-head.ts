import type { Call } from '../../call/call.js';
import { isInCall, type CallState } from '../../call/call-state.js';
import { find } from '../../lib/dom.js';
import { createClock } from './clock.js';
import { createInvite } from './invite.js';
import { createLinkActions } from './link-actions.js';
import { createRename } from './rename.js';

/** What stands above the stage, and beside it while nobody else is there: title, clock, and the link to the meeting. */
export function createCallHead(page: HTMLElement, { store, notices }: Pick<Call, 'store' | 'notices'>): void {
  const link = createLinkActions(notices);
  const views: ((state: CallState) => void)[] = [
    createClock(find(page, '#clock', HTMLElement)),
    createInvite(page, link),
    createRename(page, notices),
  ];
  find(page, '#copy-link', HTMLButtonElement).addEventListener('click', link.copy);

  let wasInCall = false;
  store.subscribe((state) => {
    const isIn = isInCall(state);
    if (isIn || wasInCall) for (const render of views) render(state);
    wasInCall = isIn;
  });
}
