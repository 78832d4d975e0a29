import { messages as t } from '#messages/page';
import type { Call } from '../call/call.js';
import type { Entry } from '../call/call-options.js';
import type { AudioOutput } from '../devices/audio-output.js';
import type { DeviceKind } from '../devices/devices.js';
import type { SavedPreferences } from '../devices/preferences.js';
import { canShareScreen } from '../devices/screen-capture.js';
import { ownAddress } from '../lib/own-address.js';
import { saveGuestName, savedGuestName } from './guest-name.js';

/** The actions behind the buttons, forms and shortcuts of the page. */
export function createRoomActions(
  call: Call,
  preferences: SavedPreferences,
  audioOutput: AudioOutput,
  isGuest: boolean,
) {
  const { store, media, notices } = call;

  function toggleScreen(): void {
    if (store.get().local.screen) {
      media.stopScreen();
      return;
    }
    media.startScreen().catch(() => {
      notices.problem(t.screenNotShared());
    });
  }

  async function leave(): Promise<void> {
    await call.leave();
    // The page that tells so has not been loaded.
    if (document.querySelector('#ended[hidden]')) location.assign(ownAddress(isGuest ? '' : 'home'));
  }

  return {
    isGuest,
    guestName: isGuest ? savedGuestName() : '',
    join(entry: Entry): void {
      if (entry.name !== undefined) saveGuestName(entry.name);
      // Two microphones of one person in one room would howl.
      if (entry.move === false) void media.setMic(false);
      void call.join(entry);
    },
    stopWaiting(): void {
      call.stopWaiting();
    },
    leave(): void {
      void leave();
    },
    toggleMic(): void {
      const micOn = store.get().local.mic.state === 'off';
      preferences.save({ micOn });
      void media.setMic(micOn);
    },
    unmute(): void {
      preferences.save({ micOn: true });
      void media.setMic(true);
      call.unmuteAnswered();
    },
    stayMuted(): void {
      call.unmuteAnswered();
    },
    toggleCamera(): void {
      const cameraOn = store.get().local.camera.state === 'off';
      preferences.save({ cameraOn });
      void media.setCamera(cameraOn);
    },
    /** Null where the browser cannot share a screen. */
    toggleScreen: canShareScreen ? toggleScreen : null,
    toggleHand(): void {
      call.setHand(!store.get().hand);
    },
    togglePanel(panel: 'chat' | 'people'): void {
      call.showPanel(store.get().panel === panel ? null : panel);
    },
    showPeople(): void {
      call.showPanel('people');
    },
    openChat(): void {
      call.showPanel('chat');
    },
    closePanel(): void {
      call.showPanel(null);
    },
    moderate: call.moderate,
    chooseDevice(kind: DeviceKind, deviceId: string): void {
      preferences.save({ [kind]: deviceId });
      if (kind === 'mic') void media.chooseMic(deviceId);
      else if (kind === 'camera') void media.chooseCamera(deviceId);
      else audioOutput.choose(deviceId);
    },
    /** The id of the device that runs, or that the person chose; empty for the system default. */
    currentDevice(kind: DeviceKind): string {
      const running = kind === 'audioOutput' ? '' : store.get().local[kind].deviceId;
      return running || preferences.get()[kind];
    },
    dismissNotice(key: number): void {
      notices.dismiss(key);
    },
    sendMessage(text: string): void {
      call.chat.send(text);
    },
    retryMessage(clientKey: string): void {
      call.chat.retry(clientKey);
    },
    loadOlderMessages(): void {
      void call.chat.loadOlder();
    },
  };
}

export type RoomActions = ReturnType<typeof createRoomActions>;
