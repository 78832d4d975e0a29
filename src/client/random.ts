// The page for random meetings: builds the meetings and the views, and connects them.
import { randomKey } from './call/call-chat.js';
import { createIceRenewal } from './call/ice-renewal.js';
import { Signalling } from './call/signalling.js';
import { LocalMedia } from './devices/local-media.js';
import { createPreferences } from './devices/preferences.js';
import { find } from './lib/dom.js';
import { logError } from './lib/log-error.js';
import { Mesh } from './mesh/mesh.js';
import { createCertificate, hasWebRtc, Peer } from './mesh/peer.js';
import { RandomMeetings } from './page/random/random-meetings.js';
import { createRandomPage } from './page/random/random-page.js';

const page = find(document, '#random', HTMLElement);
if (hasWebRtc) await start();
else find(page, '#no-webrtc', HTMLElement).hidden = false;

async function start(): Promise<void> {
  const preferences = createPreferences();
  const certificate = await createCertificate();
  const meetings = new RandomMeetings({
    tabId: randomKey(),
    createMedia: (events) => {
      const { mic, camera } = preferences.get();
      return new LocalMedia({ mic, camera, ...events });
    },
    createEngine: (events) =>
      new Mesh({
        ...events,
        certificate,
        createPeer: (options) => new Peer(options),
        createConnectionId: randomKey,
      }),
    createSignalling: (events) => new Signalling(events),
    createIceRenewal,
    createKey: randomKey,
    onError: logError,
  });
  createRandomPage(page, meetings, preferences);

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
