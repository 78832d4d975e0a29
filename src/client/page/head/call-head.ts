import type { Call } from '../../call/call.js';
import type { CallState } from '../../call/call-state.js';
import { find } from '../../lib/dom.js';
import { createClock } from './clock.js';
import { createInvite, type LoadQrCode } from './invite.js';
import { createLinkActions } from './link-actions.js';
import { createRename } from './rename.js';

/**
 * What stands above the stage, and beside it while nobody else is there: title, clock, and the link to the meeting. Returns a
 * function that draws a state of the call.
 */
export function createCallHead(
  page: HTMLElement,
  notices: Call['notices'],
  loadQrCode: LoadQrCode,
): (state: CallState) => void {
  const link = createLinkActions(notices);
  const views: ((state: CallState) => void)[] = [
    createClock(find(page, '#clock', HTMLElement)),
    createInvite(page, link, loadQrCode),
    createRename(page, notices),
  ];
  find(page, '#copy-link', HTMLButtonElement).addEventListener('click', link.copy);

  return (state) => {
    for (const render of views) render(state);
  };
}
