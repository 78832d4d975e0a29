import { find } from '../../lib/dom.js';
import type { CallState } from '../call-state.js';
import { modifier } from '../shortcuts.js';
import { setToggle } from './toggle-button.js';

export interface ControlActions {
  toggleMic(): void;
  toggleCamera(): void;
  /** Null where the browser cannot share a screen: the button is not shown then. */
  toggleScreen: (() => void) | null;
  toggleHand(): void;
  togglePanel(panel: 'chat' | 'people'): void;
  openSettings(): void;
  leave(): void;
}

/** The toolbar of the call. */
export function createControls(page: ParentNode, actions: ControlActions) {
  const button = (id: string) => find(page, `#${id}`, HTMLButtonElement);
  const mic = button('mic');
  const camera = button('camera');
  const share = button('share');
  const hand = button('hand');
  const chat = button('chat-button');
  const people = button('people-button');
  const more = button('more');
  const badge = find(chat, '.badge', HTMLElement);

  const onClick = (target: HTMLElement, action: () => void) => {
    target.addEventListener('click', action);
  };
  onClick(mic, actions.toggleMic);
  onClick(camera, actions.toggleCamera);
  onClick(hand, actions.toggleHand);
  onClick(chat, () => {
    actions.togglePanel('chat');
  });
  onClick(people, () => {
    actions.togglePanel('people');
  });
  onClick(button('settings-button'), actions.openSettings);
  onClick(button('leave'), actions.leave);
  share.hidden = actions.toggleScreen === null;
  if (actions.toggleScreen) onClick(share, actions.toggleScreen);

  const showExtra = (isOpen: boolean) => {
    more.setAttribute('aria-expanded', String(isOpen));
    find(page, '#extra', HTMLElement).classList.toggle('controls__extra--open', isOpen);
  };
  onClick(more, () => {
    showExtra(more.getAttribute('aria-expanded') !== 'true');
  });
  // What stands behind "More" on a phone closes it by being chosen.
  onClick(find(page, '#extra', HTMLElement), () => {
    showExtra(false);
  });

  return function render(state: CallState): void {
    const isMicOn = state.local.mic.state !== 'off';
    const isCameraOn = state.local.camera.state !== 'off';
    const isSharing = state.local.screen !== null;
    setToggle(mic, {
      isOn: isMicOn,
      icon: isMicOn ? 'mic' : 'mic-off',
      hint: isMicOn ? `Mute (${modifier}D)` : `Unmute (${modifier}D)`,
    });
    setToggle(camera, {
      isOn: isCameraOn,
      icon: isCameraOn ? 'video' : 'video-off',
      hint: isCameraOn ? `Stop camera (${modifier}E)` : `Start camera (${modifier}E)`,
    });
    setToggle(share, {
      isOn: isSharing,
      icon: isSharing ? 'screen-share-off' : 'screen-share',
      hint: isSharing ? 'Stop sharing' : 'Share screen',
    });
    setToggle(hand, { isOn: state.hand, icon: 'hand', hint: state.hand ? 'Lower hand' : 'Raise hand' });
    for (const [target, panel, name] of [
      [chat, 'chat', 'Chat'],
      [people, 'people', 'People'],
    ] as const) {
      target.setAttribute('aria-expanded', String(state.panel === panel));
      target.dataset['hint'] = state.panel === panel ? `Close ${name.toLowerCase()}` : name;
    }
    badge.hidden = state.unread === 0;
    // Drawn by the stylesheet: as text it would belong to the button's name.
    badge.dataset['count'] = state.unread > 99 ? '99+' : String(state.unread);
  };
}
