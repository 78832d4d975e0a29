// The service worker: shows notices in the background, and the offline page when the server cannot be reached. It never
// stores an answer that it passes on.
import { copyOf, dropOldCopies, hasCopy, keepCopies, offlinePage } from './worker/offline-copies.js';
import { openPage } from './worker/open-page.js';
import { isRedundant, noticeOf, readPayload } from './worker/push-notice.js';
import { renewSubscription } from './worker/renew-subscription.js';
import { serverTime } from './worker/server-time.js';
import { scope } from './worker/worker-scope.js';

scope.addEventListener('install', (event) => {
  event.waitUntil(keepCopies(event));
  // A new version controls no page in a new way, so it need not wait until all pages of the old one have closed.
  event.waitUntil(scope.skipWaiting());
});

scope.addEventListener('activate', (event) => {
  event.waitUntil(dropOldCopies());
  event.waitUntil(scope.clients.claim());
  // The browser asks for the page while the worker starts, so the worker delays no page.
  event.waitUntil(scope.registration.navigationPreload.enable());
});

scope.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.mode === 'navigate' && request.method === 'GET') {
    const fromServer = event.preloadResponse.then((preloaded) => preloaded ?? fetch(request));
    event.respondWith(fromServer.catch(offlinePage));
  } else if (hasCopy(request)) {
    event.respondWith(copyOf(request));
  }
});

scope.addEventListener('push', (event) => {
  const payload = readPayload(event.data?.text() ?? '');
  if (!payload) return;
  event.waitUntil(
    (async () => {
      const pages = await scope.clients.matchAll({ type: 'window', includeUncontrolled: true });
      if (
        isRedundant(
          payload,
          pages.some(({ visibilityState }) => visibilityState === 'visible'),
        )
      )
        return;
      const seemsLate = payload.expiresAt !== null && Date.now() >= payload.expiresAt;
      const { title, options } = noticeOf(payload, seemsLate ? await serverTime() : Date.now());
      await scope.registration.showNotification(title, options);
    })(),
  );
});

scope.addEventListener('notificationclick', (event) => {
  const { notification } = event;
  notification.close();
  event.waitUntil(openPage((notification.data as { path?: unknown } | null)?.path));
});

scope.addEventListener('pushsubscriptionchange', (event) => {
  event.waitUntil(renewSubscription(event));
});
