// The meeting page: reads its configuration, builds the call and the views, and connects them.
import type { RoomPageConfig } from '../shared/room-page-config.js';
import { createCall } from './call/create-call.js';
import { requestBoth } from './devices/local-media.js';
import { createPreferences } from './devices/preferences.js';
import { find } from './lib/dom.js';
import { takeAnswered } from './page/answered-call.js';
import { watchRings } from './page/ringing-loader.js';
import { watchActivity } from './page/watch-activity.js';
import { hasWebRtc } from './mesh/peer.js';
import { createRoomPage } from './page/room-page.js';
import { keepScreenOn } from './page/wake-lock.js';

/** Somebody who joins as soon as the camera runs needs the server for that first. */
const RINGS_DELAY_MS = 1_000;

const page = find(document, '#room', HTMLElement);
if (hasWebRtc) await start();
else find(page, '#no-webrtc', HTMLElement).hidden = false;

async function start(): Promise<void> {
  // The server writes this attribute and escapes it, so it always has this shape.
  const config = JSON.parse(page.dataset['config'] ?? '') as RoomPageConfig;
  const preferences = createPreferences();
  const { mic, camera, micOn, cameraOn, soundOnly, saveData } = preferences.get();

  const answered = takeAnswered(config.code);
  const wanted = { mic: micOn, camera: cameraOn && answered !== 'sound' };
  // Devices take longest, so they start before anything else.
  const requested = wanted.mic && wanted.camera ? requestBoth({ mic, camera }) : undefined;
  requested?.catch(() => undefined); // the devices handle it
  const call = await createCall(config, { mic, camera, requested });
  call.store.set((state) => ({ ...state, saving: { soundOnly, data: saveData } }));
  // The page makes its views while it waits for devices and server.
  const opened = call.open(wanted);
  const { showLevel } = createRoomPage(page, call, preferences, config.isGuest);
  watchActivity(call, showLevel);
  keepScreenOn(call.store);

  window.addEventListener('pagehide', () => {
    call.leaveOnPageHide();
  });
  // A page that the browser restores from its back/forward cache has left the call, so it starts again.
  window.addEventListener('pageshow', ({ persisted }) => {
    if (persisted) location.reload();
  });
  window.addEventListener('online', () => {
    call.networkChanged();
  });
  // The person may have logged in on another page meanwhile.
  window.addEventListener('focus', () => {
    call.retryRejoin();
  });

  // The browser may ask for the devices meanwhile: the others are there already.
  if (answered !== null) void call.join();
  await opened;
  setTimeout(() => {
    watchRings(page, call);
  }, RINGS_DELAY_MS);
}
