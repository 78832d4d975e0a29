// On every page of a person with an account but the meeting page: calls to the person ring, and a person's page calls.
import { BACKGROUND, Signalling } from './call/signalling.js';
import { createCopyLink } from './page/ringing/copy-link.js';
import { createIncomingCalls } from './page/ringing/incoming-calls.js';
import { createPermissionSwitch } from './page/ringing/permission-switch.js';
import { createOutgoingCall } from './page/ringing/outgoing-call.js';
import { tellNews } from './page/ringing/ring-news.js';

createCopyLink();
createPermissionSwitch();

const socket = new Signalling(
  {
    onConnect() {
      void incoming.connected();
      void outgoing?.connected();
    },
    onDisconnect() {
      outgoing?.disconnected();
    },
    onUnauthorized() {
      outgoing?.loggedOut();
    },
  },
  BACKGROUND,
);
const incoming = createIncomingCalls({ socket, tell: tellNews });
const section = document.querySelector('#call-person');
const outgoing = section instanceof HTMLElement ? createOutgoingCall(section, socket) : null;
socket.connect();

window.addEventListener('pagehide', () => {
  if (!outgoing?.leave()) socket.close(); // a socket that closes at once would not deliver the cancellation
});
window.addEventListener('pageshow', ({ persisted }) => {
  if (persisted) socket.connect();
});
for (const [target, event] of [
  [window, 'online'],
  [document, 'visibilitychange'],
] as const) {
  target.addEventListener(event, () => {
    if (!document.hidden) socket.retryNow();
  });
}
