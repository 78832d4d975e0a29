import { messages as t } from '#messages/page';
import { everyone, isInCall, type CallState } from '../../call/call-state.js';
import { find, setText } from '../../lib/dom.js';
import { createStage, type StageActions } from './stage.js';
import { tileModels } from './tile-models.js';
import type { Sound } from './video-view.js';

/** The section of the call with its header, stage and banner; the controls and panels inside it are views of their own. */
export function createCallView(
  page: ParentNode,
  sound: Sound,
  { isGuest, ...actions }: StageActions & { isGuest: boolean },
) {
  const section = find(page, '#call', HTMLElement);
  const banner = find(page, '#banner', HTMLElement);
  const sentence = find(banner, 'span', HTMLElement);
  const logIn = find(banner, 'a', HTMLElement);
  const heading = find(section, '.call__title', HTMLElement);
  const stage = createStage(page, find(page, '#stage', HTMLElement), sound, actions);

  function renderTiles(state: CallState): void {
    stage.render(isInCall(state) ? tileModels(state) : [], state.activeSpeaker);
  }

  return {
    /** Draws the tiles only, for changes that nothing else shows. */
    renderTiles,
    useLayout: stage.useLayout,
    render(state: CallState): void {
      const isShown = isInCall(state);
      const bannerText = bannerOf(state, everyone(state).length <= 1, isGuest);
      section.hidden = !isShown;
      section.classList.toggle('call--with-panel', state.panel !== null);
      if (state.settings?.title) setText(heading, state.settings.title);
      renderTiles(state);
      setText(sentence, bannerText);
      banner.hidden = bannerText === '';
      logIn.hidden = isGuest || state.rejoinRefusal !== 'logged-out';
    },
  };
}

function bannerOf({ phase, rejoinRefusal }: CallState, isAlone: boolean, isGuest: boolean): string {
  if (phase !== 'reconnecting') return '';
  switch (rejoinRefusal) {
    case 'full':
      return t.rejoinFull();
    case 'logged-out':
      return isGuest ? t.guestSessionLost() : t.loginLost();
    case 'not-let-in':
      return t.rejoinRefused();
    case 'waiting':
      return t.rejoinWaiting();
    case null:
      return isAlone ? t.serverLost() : t.serverLostInCall();
  }
}
