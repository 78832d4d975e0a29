import { find } from '../lib/dom.js';
import type { Call } from './call.js';
import { listenWith } from './speaker.js';
import { loadPreferences, savePreferences, type Preferences } from './preferences.js';
import { canShareScreen } from './screen-capture.js';
import { watchShortcuts } from './shortcuts.js';
import { createCallView } from './views/call-view.js';
import { createChatPanel } from './views/chat-panel.js';
import { createControls } from './views/controls.js';
import { createDevicePickers } from './views/device-pickers.js';
import { createNoticesView } from './views/notices-view.js';
import { createPeoplePanel } from './views/people-panel.js';
import { createPrejoin } from './views/prejoin.js';
import { createDeviceProblems } from './device-problems.js';
import { createSoundUnblocker } from './sound-unblocker.js';

/** Connects the call to the page's views: what they show, and what a person's clicks do. */
export function createRoomPage(page: HTMLElement, call: Call): { showLevel(level: number): void } {
  const { store, media, notices } = call;
  const phase = () => store.get().phase;

  async function toggleMic(): Promise<void> {
    const on = store.get().local.mic.state === 'off';
    savePreferences({ micOn: on });
    await media.setMic(on);
  }

  async function toggleCamera(): Promise<void> {
    const on = store.get().local.camera.state === 'off';
    savePreferences({ cameraOn: on });
    await media.setCamera(on);
  }

  function toggleScreen(): void {
    if (store.get().local.screen) {
      media.stopScreen();
      return;
    }
    media.startScreen().catch(() => {
      notices.problem('Your screen could not be shared. Check that your system lets the browser record it.');
    });
  }

  async function copyLink(): Promise<void> {
    try {
      await navigator.clipboard.writeText(location.href); // missing on pages that are not secure
      notices.tell('Link copied');
    } catch {
      notices.problem('The link could not be copied. Take it from the address bar.');
    }
  }

  async function leave(): Promise<void> {
    await call.leave();
    location.assign('/home');
  }

  function showPanel(panel: 'chat' | 'people' | null): void {
    const before = store.get().panel;
    call.showPanel(panel);
    // Whoever closes a panel from inside goes on where they opened it.
    if (panel === null && before) focusControl(before === 'chat' ? 'chat-button' : 'people-button');
  }

  /** On a phone some buttons stand behind "More" and cannot take the focus. */
  function focusControl(id: string): void {
    const button = find(page, `#${id}`, HTMLElement);
    (button.offsetParent ? button : find(page, '#more', HTMLElement)).focus();
  }

  const settings = find(page, '#settings', HTMLDialogElement);
  const pickers = createDevicePickers(page, {
    choose(kind, deviceId) {
      savePreferences({ [kind]: deviceId } satisfies Partial<Preferences>);
      if (kind === 'microphone') void media.chooseMicrophone(deviceId);
      else if (kind === 'camera') void media.chooseCamera(deviceId);
      else listenWith(page, deviceId);
    },
    current(kind) {
      const { local } = store.get();
      if (kind === 'speaker') return loadPreferences().speaker;
      return (kind === 'microphone' ? local.mic : local.camera).deviceId || loadPreferences()[kind];
    },
  });
  const controls = createControls(page, {
    toggleMic: () => void toggleMic(),
    toggleCamera: () => void toggleCamera(),
    toggleScreen: canShareScreen ? toggleScreen : null,
    toggleHand: () => {
      call.setHand(!store.get().hand);
    },
    togglePanel: (panel) => {
      showPanel(store.get().panel === panel ? null : panel);
    },
    openSettings: () => {
      settings.showModal();
      void pickers.refresh();
    },
    leave: () => void leave(),
  });
  const prejoin = createPrejoin(page, {
    toggleMic: () => void toggleMic(),
    toggleCamera: () => void toggleCamera(),
    join: () => void call.join(),
  });
  const renderNotices = createNoticesView(page, (key) => {
    notices.dismiss(key);
  });
  const callViews = [
    createCallView(page, createSoundUnblocker(notices)),
    controls,
    createChatPanel(page, {
      send: (text) => {
        call.chat.send(text);
      },
      retry: (clientKey) => {
        call.chat.retry(clientKey);
      },
      loadOlder: () => void call.chat.loadOlder(),
    }),
    createPeoplePanel(page),
  ];

  let devicesWere = '';
  let phaseWas = phase();
  const tellDeviceProblems = createDeviceProblems(notices);
  store.subscribe((state) => {
    // A dialog that is open while its section is hidden would hold the page without being seen.
    if (state.phase === 'ended' && settings.open) settings.close();
    prejoin.render(state);
    renderNotices(state);
    // What is hidden need not be drawn, least of all while a join wants the page's attention.
    if (state.phase !== 'lobby' && state.phase !== 'joining') for (const render of callViews) render(state);
    tellDeviceProblems(state);
    // Labels and the running devices are known only once a device has started.
    const devices = `${state.local.mic.deviceId} ${state.local.camera.deviceId}`;
    if (devices !== devicesWere) {
      devicesWere = devices;
      void pickers.refresh();
    }
    if (state.phase === 'joined' && phaseWas === 'joining') {
      listenWith(page, loadPreferences().speaker);
      find(page, '#mic', HTMLButtonElement).focus();
    }
    phaseWas = state.phase;
  });
  void pickers.refresh();
  settings.addEventListener('close', () => {
    focusControl('settings-button');
  });

  for (const button of page.querySelectorAll('[data-close-panel]')) {
    button.addEventListener('click', () => {
      showPanel(null);
    });
  }
  for (const panel of page.querySelectorAll('.panel')) {
    panel.addEventListener('keydown', (event) => {
      if (event instanceof KeyboardEvent && event.key === 'Escape') showPanel(null);
    });
  }
  find(page, '#copy-link', HTMLButtonElement).addEventListener('click', () => {
    void copyLink();
  });
  watchShortcuts({
    toggleMic: () => void toggleMic(),
    toggleCamera: () => void toggleCamera(),
    isActive: () => phase() !== 'ended' && !settings.open,
  });
  return { showLevel: prejoin.showLevel };
}
