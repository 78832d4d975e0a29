import { createCallChoices } from '../call/call-choices.js';
import type { Call } from '../call/call.js';
import type { SavedPreferences } from '../devices/preferences.js';
import { createChatNews } from './events/chat-news.js';
import { createEventSounds } from './events/event-sounds.js';
import { createHands } from './events/hands.js';
import { watchMic } from './events/mic-warnings.js';
import { createReactions } from './events/reactions.js';
import type { RoomActions } from './room-actions.js';
import { createPushToTalk } from './settings/push-to-talk.js';
import { createSettingsDialog } from './settings/settings-dialog.js';
import { createShortcutsDialog } from './settings/shortcuts-dialog.js';
import { createSmallWindow } from './small-window/small-window.js';
import type { MenuItem } from './views/menu.js';

export interface CallExtrasOptions {
  page: HTMLElement;
  call: Call;
  preferences: SavedPreferences;
  actions: Pick<RoomActions, 'chooseDevice' | 'currentDevice' | 'toggleMic' | 'openChat' | 'leave'>;
  /** Closes the menu of the button "More" on a phone. */
  closeMore(): void;
  /** Further items of the menu of the button "Layout". */
  layoutItems: MenuItem[];
}

export interface CallExtras {
  openSettings(): void;
  toggleReactions(): void;
}

/** What makes a call comfortable. The page has the markup of it already. */
export function createCallExtras(options: CallExtrasOptions): CallExtras {
  const { page, call, preferences, actions, closeMore, layoutItems } = options;
  const { store, notices } = call;
  const choices = createCallChoices();
  createHands(page, store, notices);
  createChatNews(page, store, actions.openChat);
  createEventSounds(store, choices, () => preferences.get().audioOutput);
  watchMic(call, choices);
  createPushToTalk(page, call, choices);
  const showShortcuts = createShortcutsDialog(page, store, choices);
  const smallWindow = createSmallWindow(page, call, actions);
  if (smallWindow) layoutItems.push(smallWindow);
  return {
    openSettings: createSettingsDialog({
      page,
      call,
      preferences,
      choices,
      devices: { choose: actions.chooseDevice, current: actions.currentDevice },
      showShortcuts,
    }),
    toggleReactions: createReactions({ page, call, onChosen: closeMore }),
  };
}
