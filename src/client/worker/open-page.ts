import { addressToOpen } from './push-notice.js';
import { scope } from './worker-scope.js';

/**
 * Focuses a page that shows this path. Otherwise leads an open home page there, or opens a new one. Other pages stay: they
 * may hold a call or a half-filled form.
 */
export async function openPage(path: unknown): Promise<void> {
  const address = addressToOpen(path, scope.registration.scope);
  const pages = await scope.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const pathOf = (url: string) => new URL(url).pathname;
  const same = pages.find(({ url }) => pathOf(url) === pathOf(address));
  if (same) {
    await same.focus();
    return;
  }
  const home = pages.find(
    ({ url }) => pathOf(url) === pathOf(addressToOpen('/home', scope.registration.scope)),
  );
  try {
    if (!home) throw new Error('There is no home page.');
    await (await home.navigate(address))?.focus();
  } catch {
    // A page that another version of the worker controls cannot be led anywhere.
    await scope.clients.openWindow(address);
  }
}
