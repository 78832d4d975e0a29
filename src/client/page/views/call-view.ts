import { isBeforeCall, type CallState } from '../../call/call-state.js';
import { find, setText } from '../../lib/dom.js';
import { createStage, type StageActions } from './stage.js';
import { tileModels } from './tile-models.js';
import type { Sound } from './video-view.js';

/** The section of the call with its title and stage; the banner, controls and panels inside it are views of their own. */
export function createCallView(page: ParentNode, sound: Sound, actions: StageActions) {
  const section = find(page, '#call', HTMLElement);
  const heading = find(section, '.call__title', HTMLElement);
  const stage = createStage(page, find(page, '#stage', HTMLElement), sound, actions);

  function renderTiles(state: CallState): void {
    const isAway = state.phase === 'ended' || state.phase === 'waiting';
    stage.render(isAway ? [] : tileModels(state), state.activeSpeaker);
  }

  return {
    /** Draws the tiles only, for changes that nothing else shows. */
    renderTiles,
    useLayout: stage.useLayout,
    /** Before the call, lays it out invisibly, see `room-page.ts`. */
    render(state: CallState): void {
      if (isBeforeCall(state)) section.setAttribute('hidden', 'coming');
      else section.hidden = state.phase === 'ended';
      section.classList.toggle('call--with-panel', state.panel !== null);
      if (state.settings?.title) setText(heading, state.settings.title);
      renderTiles(state);
    },
  };
}
