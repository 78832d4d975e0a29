import { messages as t } from '#messages/page';
import { everyone, type CallState } from '../../call/call-state.js';
import { find, setText } from '../../lib/dom.js';
import { createStage } from './stage.js';
import { tileModels } from './tile-models.js';
import type { Sound } from './video-view.js';

/** The section of the call with its header, stage and banner; the controls and panels inside it are views of their own. */
export function createCallView(page: ParentNode, sound: Sound, copyLink: () => void) {
  const section = find(page, '#call', HTMLElement);
  const banner = find(page, '#banner', HTMLElement);
  const alone = find(page, '#alone', HTMLElement);
  const { title } = document;
  const renderStage = createStage(page, find(page, '#stage', HTMLElement), sound);

  find(page, '#copy-link', HTMLButtonElement).addEventListener('click', copyLink);

  return function render(state: CallState): void {
    const isReconnecting = state.phase === 'reconnecting';
    const isInCall = state.phase === 'joined' || isReconnecting;
    const isAlone = everyone(state).length <= 1;
    section.hidden = !isInCall;
    section.classList.toggle('call--with-panel', state.panel !== null);
    // The mark in the tab's title reminds the person that others can see and hear them.
    document.title = isInCall ? t.titleInCall({ title }) : title;
    renderStage(isInCall ? tileModels(state) : []);
    setText(banner, !isReconnecting ? '' : isAlone ? t.serverLost() : t.serverLostInCall());
    banner.hidden = !isReconnecting;
    alone.hidden = !isInCall || !isAlone;
  };
}
