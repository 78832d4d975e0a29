import { messages as t } from '#messages/page';
import { messages as permission } from '#messages/permission';
import { find, setText } from '../../lib/dom.js';
import { isBeforeCall, type CallState } from '../../call/call-state.js';
import { errorText } from '../../call/error-text.js';
import { bothProblemText, problemText } from '../../devices/media-errors.js';
import { askingText } from './asking-text.js';
import { createDeviceToggles, type DeviceShortcuts, type DeviceToggleActions } from './device-toggles.js';
import { createEntryForm, type EntryActions } from './entry-form.js';
import { entryHint, entryProblem } from './entry-texts.js';
import { VideoView } from './video-view.js';
import { createWaitingRoom } from './waiting-room.js';
import { whoIsHere } from './who-is-here.js';

export interface PrejoinActions extends DeviceToggleActions, EntryActions {
  readonly isGuest: boolean;
  stopWaiting(): void;
}

/** The page before the call: video preview, devices, who is already there, and the way into the call. */
export function createPrejoin(page: ParentNode, actions: PrejoinActions, shortcuts: DeviceShortcuts) {
  const section = find(page, '#prejoin', HTMLElement);
  const off = find(section, '.preview__off', HTMLElement);
  const there = find(section, '#already-there', HTMLElement);
  const hint = find(section, '#entry-hint', HTMLElement);
  const entry = find(section, '#entry-problem', HTMLElement);
  const asking = find(section, '#asking', HTMLElement);
  const problem = find(section, '#prejoin-problem', HTMLElement);
  const unused = section.querySelector('#unused');
  const logIn = section.querySelector<HTMLElement>('#prejoin-login');
  const renderEntryForm = createEntryForm(section, actions);
  const renderWaitingRoom = createWaitingRoom(section, actions.stopWaiting);
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

  preview.onShowing = (isShowing) => {
    section.classList.toggle('prejoin--picture', isShowing);
  };

  function render(state: CallState): void {
    section.hidden = !isBeforeCall(state);
    if (section.hidden) {
      preview.close();
      return;
    }
    const { local } = state;
    preview.show(local.preview, { isSilent: true, isVideoOn: local.preview !== null });
    if (state.phase === 'joining') preview.hold(); // the join needs the processor
    setText(off, previewText(local.camera.state));
    off.hidden = local.preview !== null;
    renderDeviceToggles(state);
    const isWaiting = state.phase === 'waiting';
    show(there, isWaiting ? '' : whoIsHere(state));
    show(hint, isWaiting ? '' : entryHint(state, actions.isGuest));
    show(entry, isWaiting ? '' : entryProblem(state));
    show(asking, askingText(local));
    show(problem, problemOf(state));
    if (logIn) logIn.hidden = isWaiting;
    if (state.preview?.count) unused?.remove(); // somebody has just used the code
    renderEntryForm(state);
    renderWaitingRoom(state);
  }

  return {
    render,
    /** `level` is a root mean square from 0 to 1. Speech is near 0.1, and the meter's scale makes that visible. */
    showLevel(level: number) {
      meter.value = Math.min(1, Math.sqrt(level) * 1.6);
    },
  };
}

function show(element: HTMLElement, sentence: string): void {
  setText(element, sentence);
  element.hidden = sentence === '';
}

function previewText(camera: CallState['local']['camera']['state']): string {
  if (camera === 'asking') return permission.waiting();
  return camera === 'starting' ? t.cameraStarting() : t.cameraOff();
}

function problemOf({ refusal, local }: CallState): string {
  // A sentence about a wrong passcode is beside its field.
  if (refusal !== null && refusal !== 'wrong-passcode') return errorText(refusal);
  const mic = local.mic.problem;
  const camera = local.camera.problem;
  if (mic && mic === camera) return bothProblemText(mic);
  if (camera) return problemText('camera', camera);
  return mic ? problemText('mic', mic) : '';
}
