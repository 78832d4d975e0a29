// The meeting page: reads what the server put into it, builds the call and its views, and connects the two.
import type { RoomPageConfig } from '../shared/protocol.js';
import { find } from './lib/dom.js';
import { createCall } from './room/create-call.js';
import { watchActivity } from './room/activity.js';
import { loadPreferences } from './room/preferences.js';
import { createRoomPage } from './room/room-page.js';

const page = find(document, '#room', HTMLElement);
// Written by our own server, which escapes it; nothing else can be in it.
const config = JSON.parse(page.dataset['config'] ?? '') as RoomPageConfig;
const preferences = loadPreferences();

const call = await createCall(config, preferences);
const { showLevel } = createRoomPage(page, call);
watchActivity(call, showLevel);

window.addEventListener('pagehide', () => {
  call.vanish();
});
// A page that the browser kept and shows again has left its call: it starts afresh.
window.addEventListener('pageshow', ({ persisted }) => {
  if (persisted) location.reload();
});
window.addEventListener('online', () => {
  call.networkChanged();
});

await call.open({ mic: preferences.micOn, camera: preferences.cameraOn });
