import { find } from '../../lib/dom.js';
import type { Store } from '../../lib/store.js';
import type { StageChoices } from './arrangement.js';
import { createFloatingTile } from './floating-tile.js';
import { createFullScreen } from './full-screen.js';
import { createLayoutMenu } from './layout-menu.js';

export interface StageToolOptions {
  page: HTMLElement;
  choices: Store<StageChoices>;
  /** The focused tile disappears. */
  onFocusLost(): void;
}

export interface StageTools {
  toggleLayoutMenu(button: HTMLButtonElement, onDone: () => void): void;
  openFullScreen(tile: HTMLElement): void;
}

/** What a person can do with the tiles of the stage besides pinning them. */
export function createStageTools({ page, choices, onFocusLost }: StageToolOptions): StageTools {
  createFloatingTile(find(page, '#stage', HTMLElement), choices, onFocusLost);
  return {
    toggleLayoutMenu: createLayoutMenu(page, choices),
    openFullScreen: createFullScreen(page),
  };
}
