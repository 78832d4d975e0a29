import { messages as t } from '#messages/page';
import type { CallState } from '../../call/call-state.js';
import { setToggle } from './toggle-button.js';

export interface DeviceToggleActions {
  toggleMic(): void;
  toggleCamera(): void;
}

/** The keyboard shortcuts as people read them, such as `Ctrl+D`. */
export interface DeviceShortcuts {
  readonly mic: string;
  readonly camera: string;
}

/** The microphone and camera toggles. The prejoin page has one pair, the call's toolbar another. */
export function createDeviceToggles(
  { mic, camera }: { mic: HTMLButtonElement; camera: HTMLButtonElement },
  actions: DeviceToggleActions,
  shortcuts: DeviceShortcuts,
) {
  mic.addEventListener('click', actions.toggleMic);
  camera.addEventListener('click', actions.toggleCamera);

  return function render({ local }: Pick<CallState, 'local'>): void {
    const isMicOn = local.mic.state !== 'off';
    const isCameraOn = local.camera.state !== 'off';
    const micKeys = { shortcut: shortcuts.mic };
    const cameraKeys = { shortcut: shortcuts.camera };
    setToggle(mic, {
      isOn: isMicOn,
      icon: isMicOn ? 'mic' : 'mic-off',
      hint: isMicOn ? t.mute(micKeys) : t.unmute(micKeys),
    });
    setToggle(camera, {
      isOn: isCameraOn,
      icon: isCameraOn ? 'video' : 'video-off',
      hint: isCameraOn ? t.stopCamera(cameraKeys) : t.startCamera(cameraKeys),
    });
  };
}
