import { isInCall, type CallState } from '../call/call-state.js';
import type { Store } from '../lib/store.js';

/** Keeps the screen on during the call. A phone that turns its screen off also stops the camera. */
export function keepScreenOn(store: Pick<Store<CallState>, 'subscribe'>): void {
  const { wakeLock } = navigator as Partial<Navigator>; // only on secure pages, and in Firefox since version 126
  if (!wakeLock) return;
  let isWanted = false;
  let isPending = false;
  let lock: WakeLockSentinel | null = null;

  const update = async (): Promise<void> => {
    if (!isWanted) {
      await lock?.release();
      return;
    }
    // The browser releases the lock while the page is hidden.
    if (isPending || lock?.released === false || document.visibilityState !== 'visible') return;
    isPending = true;
    try {
      lock = await wakeLock.request('screen');
    } catch {
      return; // the battery is low, for example; the page asks again when it is shown again
    } finally {
      isPending = false;
    }
    await update(); // the call may have ended meanwhile
  };

  store.subscribe((state) => {
    if (isInCall(state) === isWanted) return;
    isWanted = !isWanted;
    void update();
  });
  document.addEventListener('visibilitychange', () => void update());
}
