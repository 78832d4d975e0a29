import { messages as t } from '#messages/page';
import type { CallState } from '../../call/call-state.js';
import type { CaptureState } from '../../devices/capture-device.js';
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
    const isMicOff = local.mic.state === 'off';
    const isCameraOff = local.camera.state === 'off';
    const micKeys = { shortcut: shortcuts.mic };
    const cameraKeys = { shortcut: shortcuts.camera };
    setToggle(mic, {
      isOn: isOn(local.mic.state),
      icon: isMicOff ? 'mic-off' : 'mic',
      hint: isMicOff ? t.unmute(micKeys) : t.mute(micKeys),
    });
    setToggle(camera, {
      isOn: isOn(local.camera.state),
      icon: isCameraOff ? 'video-off' : 'video',
      hint: isCameraOff ? t.startCamera(cameraKeys) : t.stopCamera(cameraKeys),
    });
  };
}

/** Null until the device runs: the person may still refuse it, or it may fail. */
function isOn(state: CaptureState['state']): boolean | null {
  return state === 'asking' || state === 'starting' ? null : state !== 'off';
}
