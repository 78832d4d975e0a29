import { isBeforeCall, type CallState } from '../call/call-state.js';
import type { Call } from '../call/call.js';
import { createAudioOutput } from '../devices/audio-output.js';
import type { SavedPreferences } from '../devices/preferences.js';
import { changedKeys } from '../lib/changed-keys.js';
import { logError } from '../lib/log-error.js';
import { createStore } from '../lib/store.js';
import { drawAfterArrivals } from './arrivals.js';
import { createChatLoader } from './chat-loader.js';
import { createDeviceProblemNotices } from './device-problem-notices.js';
import { createHostToolsLoader } from './host-tools-loader.js';
import { createInCallLoader } from './in-call-loader.js';
import { createPicturesLoader } from './pictures-loader.js';
import { createRoomActions } from './room-actions.js';
import { watchShortcuts } from './shortcuts.js';
import { createSoundUnblocker } from './sound-unblocker.js';
import { INITIAL_CHOICES } from './views/arrangement.js';
import { createCallView } from './views/call-view.js';
import { createControls } from './views/controls.js';
import { createDevicePickers } from './views/device-pickers.js';
import { createNoticesView } from './views/notices-view.js';
import { createPageTitle } from './views/page-title.js';
import type { PeoplePanel } from './views/people-panel.js';
import { createPrejoin } from './views/prejoin.js';
import { shortcuts } from './views/shortcut-keys.js';

type Render = (state: CallState) => void;

/** Builds the views of the page and renders each state of the call with them. */
export function createRoomPage(
  page: HTMLElement,
  call: Call,
  preferences: SavedPreferences,
  isGuest: boolean,
): { showLevel(level: number): void } {
  const { store, notices } = call;
  const audioOutput = createAudioOutput(page, preferences.get().audioOutput);
  const actions = createRoomActions(call, preferences, audioOutput, isGuest);
  const sound = { route: audioOutput.add, onBlocked: createSoundUnblocker(notices) };

  const pickers = createDevicePickers(page, { choose: actions.chooseDevice, current: actions.currentDevice });
  const choices = createStore(INITIAL_CHOICES, logError);
  const focusOn = (control: 'mic' | 'share' | 'layout') => () => {
    controls.focus(control);
  };
  const inCall = createInCallLoader({
    page,
    isGuest,
    call,
    preferences,
    actions,
    choices,
    onFocusLost: focusOn('layout'),
    unmuting: { ...actions, onFocusLost: focusOn('mic') },
    closePanel: actions.closePanel,
    onLoaded: (tools) => {
      callView.useLayout(tools.placeTiles);
      tools.render(store.get());
    },
  });
  const controls = createControls(
    page,
    {
      ...actions,
      toggleLayoutMenu: () => inCall.tools?.toggleLayoutMenu(),
    },
    shortcuts,
  );
  const prejoin = createPrejoin(page, actions, shortcuts);
  const callView = createCallView(page, sound, {
    ...actions,
    choices,
    stopSharing: () => {
      call.media.stopScreen();
      controls.focus('share'); // the button that stopped it disappears
    },
    openFullScreen: (tile) => inCall.tools?.openFullScreen(tile),
  });
  const entryOf: PeoplePanel['entryOf'] = (id) => inCall.tools?.entryOf(id);
  const callViews = [
    callView.render,
    (state: CallState) => inCall.tools?.render(state),
    controls.render,
    createChatLoader({ page, store, notices, chat: call.chat, entryOf, actions }),
    createHostToolsLoader(page, { ...actions, entryOf, problem: notices.problem }),
    createPicturesLoader(page.dataset['pictures'] ?? '', { page, call }),
  ];
  const ofComingCall = [controls.render, callView.render];
  const alwaysFirst = [inCall.render, createPageTitle(), prejoin.render, createNoticesView(page, actions)];
  const alwaysLast = [createDeviceProblemNotices(notices), pickers.render];

  /** The participants for whom the page has planned the first drawing of the call. */
  let planned: string | null = null;
  drawAfterArrivals(store, (before, state) => {
    // While the page connects, nobody sees the call. It is drawn as soon as it is connected.
    const isConnecting = before?.phase === 'joining' && state.phase === 'joining' && before.self !== null;
    if (isConnecting && changedKeys(before, state).every((key) => key === 'remotes')) return;
    drawWith(viewsFor(before, state), state);
    // The first drawing of the call takes long. A join has no time for it, and the person who looks at the page before has.
    // Safari does not say when it is idle.
    const there = state.preview?.reachable.join() ?? null;
    if (there !== null && there !== planned && 'requestIdleCallback' in window) {
      planned = there;
      requestIdleCallback(() => {
        if (store.get().phase !== 'prejoin') return;
        drawWith(ofComingCall, store.get());
        if (state.preview?.count) inCall.load(); // somebody is there, so the person is about to join
      });
    }
    if (state.phase === 'joined' && before && isBeforeCall(before)) controls.focus('mic');
  });

  function drawWith(views: readonly Render[], state: CallState): void {
    for (const render of views) {
      // One view that fails must not stop the others.
      try {
        render(state);
      } catch (error) {
        logError(error);
      }
    }
  }

  function viewsFor(before: CallState | null, state: CallState): Render[] {
    const changed = before && changedKeys(before, state);
    // People start and stop speaking several times per second. Only the tiles show it.
    if (changed?.every((key) => key === 'speaking' || key === 'activeSpeaker')) return [callView.renderTiles];
    // Hidden views are not drawn, because a join needs the page's time for connecting. A call that ends is drawn once.
    const isHidden = isBeforeCall(state) && (before === null || isBeforeCall(before));
    // The call is laid out invisibly while the page joins.
    const isComing = isHidden && (state.phase === 'joining' || before?.phase === 'joining');
    const ofCall = isComing ? ofComingCall : isHidden ? [] : callViews;
    return [...alwaysFirst, ...ofCall, ...alwaysLast];
  }

  watchShortcuts({
    ...actions,
    isActive: () => store.get().phase !== 'ended' && !page.querySelector('dialog[open]'),
  });
  return { showLevel: prejoin.showLevel };
}
