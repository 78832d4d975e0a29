import { messages as t } from '#messages/page';
import { find } from '../../lib/dom.js';
import type { CallState } from '../../call/call-state.js';
import { createDeviceToggles, type DeviceShortcuts, type DeviceToggleActions } from './device-toggles.js';
import { setToggle } from './toggle-button.js';

export interface ControlActions extends DeviceToggleActions {
  /** Null where the browser cannot share a screen; the button is hidden then. */
  toggleScreen: (() => void) | null;
  toggleHand(): void;
  togglePanel(panel: 'chat' | 'people'): void;
  toggleLayoutMenu(): void;
  leave(): void;
}

/** The toolbar of the call. */
export function createControls(page: ParentNode, actions: ControlActions, shortcuts: DeviceShortcuts) {
  const button = (id: string) => find(page, `#${id}`, HTMLButtonElement);
  const buttons = {
    mic: button('mic'),
    camera: button('camera'),
    share: button('share'),
    hand: button('hand'),
    chat: button('chat-button'),
    people: button('people-button'),
    layout: button('layout-button'),
    leave: button('leave'),
  };
  const badgeOf = (button: HTMLElement) => find(button, '.badge', HTMLElement);
  const renderDeviceToggles = createDeviceToggles(buttons, actions, shortcuts);
  const more = button('more');
  let openPanel: CallState['panel'] = null;

  buttons.share.hidden = actions.toggleScreen === null;
  if (actions.toggleScreen) buttons.share.addEventListener('click', actions.toggleScreen);
  buttons.hand.addEventListener('click', actions.toggleHand);
  for (const panel of ['chat', 'people'] as const) {
    buttons[panel].addEventListener('click', () => {
      actions.togglePanel(panel);
    });
  }
  buttons.layout.addEventListener('click', actions.toggleLayoutMenu);
  buttons.leave.addEventListener('click', actions.leave);

  /** Focuses a button, or the "More" button that hides it on a phone. */
  function focus(name: keyof typeof buttons): void {
    const target = buttons[name];
    (target.offsetParent ? target : more).focus();
  }

  function render(state: CallState): void {
    const isSharing = state.local.screen !== null;
    renderDeviceToggles(state);
    setToggle(buttons.share, {
      isOn: isSharing,
      icon: isSharing ? 'screen-share-off' : 'screen-share',
      hint: isSharing ? t.stopSharing() : t.shareScreen(),
    });
    setToggle(buttons.hand, {
      isOn: state.hand,
      icon: 'hand',
      hint: state.hand ? t.lowerHand() : t.raiseHand(),
    });
    setExpanded(buttons.chat, state.panel === 'chat', state.panel === 'chat' ? t.closeChat() : t.chat());
    setExpanded(
      buttons.people,
      state.panel === 'people',
      state.panel === 'people' ? t.closePeople() : t.people(),
    );
    setBadge(badgeOf(buttons.chat), state.unread);
    setBadge(badgeOf(buttons.people), state.waitingRoom.length);
    setBadge(badgeOf(more), state.waitingRoom.length); // it hides the button "People" on a phone
    // The focus returns to the button that opened the panel.
    if (openPanel !== null && state.panel === null) focus(openPanel);
    openPanel = state.panel;
  }

  return { render, focus };
}

/** The stylesheet draws the count, because text here would become part of the button's accessible name. */
function setBadge(badge: HTMLElement, count: number): void {
  badge.hidden = count === 0;
  badge.dataset['count'] = count > 99 ? '99+' : String(count);
}

function setExpanded(button: HTMLButtonElement, isExpanded: boolean, hint: string): void {
  button.setAttribute('aria-expanded', String(isExpanded));
  button.dataset['hint'] = hint;
}
