import { find, setText } from '../../lib/dom.js';
import { everyone, type CallState, type EndReason } from '../call-state.js';
import { createStage } from './stage.js';
import { tileModels } from './tile-models.js';

/** The call itself around its parts: which section is seen, the stage, the banner, the end. */
export function createCallView(page: ParentNode, onBlocked: (video: HTMLVideoElement) => void) {
  const call = find(page, '#call', HTMLElement);
  const ended = find(page, '#ended', HTMLElement);
  const banner = find(page, '#banner', HTMLElement);
  const alone = find(page, '#alone', HTMLElement);
  const title = document.title;
  const renderStage = createStage(page, find(page, '#stage', HTMLElement), onBlocked);

  return function render(state: CallState): void {
    const isInCall = state.phase === 'joined' || state.phase === 'reconnecting';
    call.hidden = !isInCall;
    // People forget tabs: this one is seen and heard by others.
    document.title = isInCall ? `● ${title}` : title;
    call.classList.toggle('call--with-panel', state.panel !== null);
    renderStage(isInCall ? tileModels(state) : []);
    const isAway = state.phase === 'reconnecting';
    setText(banner, isAway ? awaySentence(state) : '');
    banner.hidden = !isAway;
    alone.hidden = !isInCall || everyone(state).length > 1;
    // Whoever leaves is on the way home already.
    if (state.phase === 'ended' && state.endReason !== null && state.endReason !== 'left') {
      showEnd(state.endReason);
    }
  };

  function showEnd(reason: EndReason): void {
    if (!ended.hidden) return;
    const title = find(ended, 'h1', HTMLElement);
    const { heading, text } = END_WORDS[reason];
    setText(title, heading);
    setText(find(ended, '.ended__text', HTMLElement), text);
    ended.hidden = false;
    title.focus();
  }
}

function awaySentence(state: CallState): string {
  return everyone(state).length > 1
    ? 'The connection to the server is lost. You can still see and hear each other. Trying again…'
    : 'The connection to the server is lost. Trying again…';
}

const END_WORDS: Record<EndReason, { heading: string; text: string }> = {
  left: { heading: 'You left the call', text: 'You can join again at any time.' },
  replaced: {
    heading: 'This call goes on elsewhere',
    text: 'The same page has joined again, in another window or from a copy of this tab.',
  },
  'signed-out': {
    heading: 'You are logged out',
    text: 'Your session has ended, so this page has left the call. Log in, and join again.',
  },
  full: {
    heading: 'The meeting is full',
    text: 'While your connection was lost, others took the last places. Try again when somebody has left.',
  },
};
