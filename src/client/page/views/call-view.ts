import { everyone, isInCall, type CallState } from '../../call/call-state.js';
import { find, setText } from '../../lib/dom.js';
import { createStage, type StageActions } from './stage.js';
import { tileModels } from './tile-models.js';
import type { Sound } from './video-view.js';

/** The section of the call with its header, stage; the banner, controls and panels inside it are views of their own. */
export function createCallView(
  page: ParentNode,
  sound: Sound,
  { copyLink, ...actions }: StageActions & { copyLink(): void },
) {
  const section = find(page, '#call', HTMLElement);
  const alone = find(page, '#alone', HTMLElement);
  const heading = find(section, '.call__title', HTMLElement);
  const stage = createStage(page, find(page, '#stage', HTMLElement), sound, actions);

  find(page, '#copy-link', HTMLButtonElement).addEventListener('click', copyLink);

  function renderTiles(state: CallState): void {
    stage.render(isInCall(state) ? tileModels(state) : [], state.activeSpeaker);
  }

  return {
    /** Draws the tiles only, for changes that nothing else shows. */
    renderTiles,
    useLayout: stage.useLayout,
    render(state: CallState): void {
      const isShown = isInCall(state);
      const isAlone = everyone(state).length <= 1;
      section.hidden = !isShown;
      section.classList.toggle('call--with-panel', state.panel !== null);
      if (state.settings?.title) setText(heading, state.settings.title);
      renderTiles(state);
      alone.hidden = !isShown || !isAlone;
    },
  };
}
