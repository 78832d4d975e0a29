import type { Call } from '../call/call.js';
import { createAudioOutput } from '../devices/audio-output.js';
import type { SavedPreferences } from '../devices/preferences.js';
import { createDeviceProblemNotices } from './device-problems.js';
import { createRoomActions } from './room-actions.js';
import { shortcuts, watchShortcuts } from './shortcuts.js';
import { createSoundUnblocker } from './sound-unblocker.js';
import { createCallView } from './views/call-view.js';
import { createChatPanel } from './views/chat-panel.js';
import { createControls } from './views/controls.js';
import { createDevicePickers } from './views/device-pickers.js';
import { createEndView } from './views/end-view.js';
import { createNoticesView } from './views/notices-view.js';
import { createPeoplePanel } from './views/people-panel.js';
import { createPrejoin } from './views/prejoin.js';
import { createSettingsDialog } from './views/settings-dialog.js';

/** Builds the views of the page and renders each state of the call with them. */
export function createRoomPage(
  page: HTMLElement,
  call: Call,
  preferences: SavedPreferences,
): { showLevel(level: number): void } {
  const { store, notices } = call;
  const audioOutput = createAudioOutput(page, preferences.get().audioOutput);
  const actions = createRoomActions(call, preferences, audioOutput);
  const sound = { route: audioOutput.add, onBlocked: createSoundUnblocker(notices) };

  const pickers = createDevicePickers(page, { choose: actions.chooseDevice, current: actions.currentDevice });
  const settings = createSettingsDialog(page, {
    onOpen: () => void pickers.refresh(),
    onClose: () => {
      controls.focus('settings');
    },
  });
  const controls = createControls(page, { ...actions, openSettings: settings.open }, shortcuts);
  const prejoin = createPrejoin(page, actions, shortcuts);
  const renderNotices = createNoticesView(page, actions.dismissNotice);
  const callViews = [
    createCallView(page, sound, actions.copyLink),
    createEndView(page),
    controls.render,
    createChatPanel(page, actions),
    createPeoplePanel(page, actions),
  ];
  const showDeviceProblems = createDeviceProblemNotices(notices);

  let phaseBefore = store.get().phase;
  store.subscribe((state) => {
    settings.render(state);
    prejoin.render(state);
    renderNotices(state);
    // Hidden views are not drawn, because a join needs the page's time for connecting.
    if (state.phase !== 'prejoin' && state.phase !== 'joining') for (const render of callViews) render(state);
    showDeviceProblems(state);
    pickers.render(state);
    if (state.phase === 'joined' && phaseBefore === 'joining') controls.focus('mic');
    phaseBefore = state.phase;
  });
  watchShortcuts({ ...actions, isActive: () => store.get().phase !== 'ended' && !settings.isOpen() });
  return { showLevel: prejoin.showLevel };
}
