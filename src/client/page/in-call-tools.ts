import type { CallState } from '../call/call-state.js';
import { find } from '../lib/dom.js';
import type { Store } from '../lib/store.js';
import type { CallExtrasOptions } from './call-extras.js';
import { createExtrasLoader } from './extras-loader.js';
import { createCallHead } from './head/call-head.js';
import type { LoadQrCode } from './head/invite.js';
import { createPermissionNotice } from './permission-notice.js';
import type { StageChoices } from './views/arrangement.js';
import { createBanner } from './views/banner.js';
import { createClosingQuestion } from './views/closing-question.js';
import { createEndView } from './views/end-view.js';
import { createFloatingTile } from './views/floating-tile.js';
import { createFullScreen } from './views/full-screen.js';
import { createLayoutMenu } from './views/layout-menu.js';
import type { MenuItem } from './views/menu.js';
import { createMoreMenu } from './views/more-menu.js';
import { createPeoplePanel, type PeopleActions, type PeoplePanel } from './views/people-panel.js';
import { placeTiles, type PlaceTiles } from './views/placement.js';
import { createToolbar } from './views/toolbar.js';
import { createTooltips } from './views/tooltips.js';
import { createUnmuteRequest, type UnmuteActions } from './views/unmute-request.js';

export interface InCallOptions extends PeopleActions, Omit<CallExtrasOptions, 'closeMore' | 'layoutItems'> {
  page: HTMLElement;
  isGuest: boolean;
  choices: Store<StageChoices>;
  loadQrCode: LoadQrCode;
  unmuting: UnmuteActions;
  /** The focused tile disappears. */
  onFocusLost(): void;
}

export interface InCallTools {
  readonly placeTiles: PlaceTiles;
  readonly entryOf: PeoplePanel['entryOf'];
  /**
   * Draws the head, the banner, the list of people, the question of a host and the end of the call. Lets the browser ask
   * before the page closes, and tells of prompts of the browser.
   */
  render(state: CallState): void;
  toggleLayoutMenu(): void;
  openFullScreen(tile: HTMLElement): void;
}

/** What only the call needs: the layout of the stage, what a person can do with its tiles, the list of people, keys. */
export function createInCallTools(options: InCallOptions): InCallTools {
  const { page, isGuest, choices, call, loadQrCode, unmuting, onFocusLost } = options;
  createTooltips(page);
  createFloatingTile(find(page, '#stage', HTMLElement), choices, onFocusLost);
  const layoutItems: MenuItem[] = [];
  const more = createMoreMenu(page, createToolbar(find(page, '.controls', HTMLElement)));
  const closeMore = () => {
    more.close(true);
  };
  createExtrasLoader({ ...options, closeMore, layoutItems });
  const toggleMenu = createLayoutMenu(page, choices, layoutItems);
  const renderHead = createCallHead(page, call.notices, loadQrCode);
  const people = createPeoplePanel(page, options);
  const renderBanner = createBanner(page, isGuest);
  const updateQuestion = createClosingQuestion(page);
  const renderUnmuteRequest = createUnmuteRequest(page, unmuting);
  const renderEnd = createEndView(page, isGuest);
  const tellOfPrompts = createPermissionNotice(call.notices);
  return {
    placeTiles,
    entryOf: people.entryOf,
    render(state) {
      renderHead(state);
      people.render(state);
      renderBanner(state);
      renderUnmuteRequest(state);
      renderEnd(state);
      updateQuestion(state);
      tellOfPrompts(state);
    },
    toggleLayoutMenu() {
      toggleMenu(find(page, '#layout-button', HTMLButtonElement), closeMore);
    },
    openFullScreen: createFullScreen(page),
  };
}
