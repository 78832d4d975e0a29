// The home page: registers the service worker when the page has nothing else to do. The meeting page never does, so that
// no join waits for it.
import { logError } from './lib/log-error.js';
import { canRegister, registerServiceWorker } from './page/service-worker.js';

const whenIdle = (run: () => void) => {
  // Safari has no requestIdleCallback.
  if ('requestIdleCallback' in window) requestIdleCallback(run);
  else setTimeout(run, 1_000);
};

if (canRegister()) {
  whenIdle(() => {
    registerServiceWorker().catch(logError);
  });
}
