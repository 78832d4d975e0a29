import { messages as t } from '#messages/page';
import { find, setText } from '../../lib/dom.js';
import type { CallState } from '../../call/call-state.js';
import { bothProblemText, problemText } from '../../devices/media-errors.js';
import { createDeviceToggles, type DeviceShortcuts, type DeviceToggleActions } from './device-toggles.js';
import { VideoView } from './video-view.js';
import { whoIsHere } from './who-is-here.js';

export interface PrejoinActions extends DeviceToggleActions {
  join(): void;
}

/** The page before the call: video preview, devices, who is already there, and the button to join. */
export function createPrejoin(page: ParentNode, actions: PrejoinActions, shortcuts: DeviceShortcuts) {
  const section = find(page, '#prejoin', HTMLElement);
  const off = find(section, '.preview__off', HTMLElement);
  const there = find(section, '#already-there', HTMLElement);
  const problem = find(section, '#prejoin-problem', HTMLElement);
  const join = find(section, '#join', HTMLButtonElement);
  const meter = find(section, '.level__meter', HTMLMeterElement);
  const preview = new VideoView(find(section, '.preview__video', HTMLVideoElement), null);
  const renderDeviceToggles = createDeviceToggles(
    {
      mic: find(section, '#prejoin-mic', HTMLButtonElement),
      camera: find(section, '#prejoin-camera', HTMLButtonElement),
    },
    actions,
    shortcuts,
  );

  join.addEventListener('click', actions.join);
  preview.onShowing = (isShowing) => {
    section.classList.toggle('prejoin--picture', isShowing);
  };

  function render(state: CallState): void {
    const isJoining = state.phase === 'joining';
    section.hidden = state.phase !== 'prejoin' && !isJoining;
    if (section.hidden) {
      preview.close();
      return;
    }
    const { local } = state;
    preview.show(local.preview, { isSilent: true, isVideoOn: local.preview !== null });
    setText(off, local.camera.state === 'starting' ? t.cameraStarting() : t.cameraOff());
    off.hidden = local.preview !== null;
    renderDeviceToggles(state);
    setText(there, whoIsHere(state));
    const sentence = problemOf(state);
    setText(problem, sentence);
    problem.hidden = sentence === '';
    join.disabled = isJoining;
    setText(join, isJoining ? t.joining() : t.joinNow());
  }

  return {
    render,
    /** `level` is a root mean square from 0 to 1. Speech is near 0.1, and the meter's scale makes that visible. */
    showLevel(level: number) {
      meter.value = Math.min(1, Math.sqrt(level) * 1.6);
    },
  };
}

function problemOf({ refusal, local }: CallState): string {
  if (refusal !== null) return refusal;
  const mic = local.mic.problem;
  const camera = local.camera.problem;
  if (mic && mic === camera) return bothProblemText(mic);
  if (camera) return problemText('camera', camera);
  return mic ? problemText('mic', mic) : '';
}
