// The page for random meetings: builds the meetings and the views, and connects them.
import { randomKey } from './call/call-chat.js';
import { createMeshFactory } from './call/create-mesh.js';
import { createIceRenewal } from './call/ice-renewal.js';
import { Signalling } from './call/signalling.js';
import { LocalMedia } from './devices/local-media.js';
import { createPreferences } from './devices/preferences.js';
import { find } from './lib/dom.js';
import { logError } from './lib/log-error.js';
import { hasWebRtc } from './mesh/peer.js';
import { CurrentParts } from './page/random/current-parts.js';
import { RandomMeetings } from './page/random/random-meetings.js';
import { createRandomPage } from './page/random/random-page.js';

const page = find(document, '#random', HTMLElement);
if (hasWebRtc) await start();
else find(page, '#no-webrtc', HTMLElement).hidden = false;

async function start(): Promise<void> {
  const preferences = createPreferences();
  const createMesh = await createMeshFactory();
  const parts = new CurrentParts();
  const meetings = new RandomMeetings({
    tabId: randomKey(),
    createMedia: (events) => {
      const { mic, camera } = preferences.get();
      return parts.useMedia(new LocalMedia({ mic, camera, ...events }));
    },
    createEngine: (events) => parts.useEngine(createMesh(events)),
    createSignalling: (events) => new Signalling(events),
    createIceRenewal,
    createKey: randomKey,
    onError: logError,
  });
  createRandomPage(page, meetings, preferences, parts);

  window.addEventListener('pagehide', () => {
    meetings.leaveOnPageHide();
  });
  // A page that the browser restores from its back/forward cache has left, so it starts again.
  window.addEventListener('pageshow', ({ persisted }) => {
    if (persisted) location.reload();
  });
  window.addEventListener('online', () => {
    meetings.networkChanged();
  });
}
