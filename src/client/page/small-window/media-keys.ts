import { isInCall, type CallState } from '../../call/call-state.js';
import type { Store } from '../../lib/store.js';

/** Chromium shows buttons for these beside the picture of a small window, and some keyboards have keys for them. */
type CallAction = 'togglemicrophone' | 'hangup';

/** Missing in the DOM types. */
interface CallMediaSession {
  setActionHandler(action: CallAction, handler: (() => void) | null): void;
  setMicrophoneActive?(isActive: boolean): void;
}

/** Lets the browser mute and leave where it has buttons of its own for calls. */
export function createMediaKeys(
  store: Pick<Store<CallState>, 'subscribe'>,
  { toggleMic, leave }: { toggleMic(): void; leave(): void },
): void {
  const session = (navigator as unknown as { mediaSession?: CallMediaSession }).mediaSession;
  if (!session) return;
  let isSet = false;
  let isMicOn: boolean | null = null;
  store.subscribe((state) => {
    if (isInCall(state) !== isSet) {
      isSet = isInCall(state);
      handle('togglemicrophone', isSet ? toggleMic : null);
      handle('hangup', isSet ? leave : null);
    }
    const isOn = state.local.mic.state === 'on';
    if (isOn === isMicOn) return;
    isMicOn = isOn;
    session.setMicrophoneActive?.(isOn);
  });

  function handle(action: CallAction, handler: (() => void) | null): void {
    try {
      session?.setActionHandler(action, handler);
    } catch {
      // This browser does not know the action.
    }
  }
}
