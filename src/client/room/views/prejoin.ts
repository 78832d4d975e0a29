import { find, setText } from '../../lib/dom.js';
import type { CallState } from '../call-state.js';
import { bothProblemSentence, problemSentence } from '../media-errors.js';
import { setToggle } from './toggle-button.js';
import { VideoView } from './video-view.js';

export interface PrejoinActions {
  toggleMic(): void;
  toggleCamera(): void;
  join(): void;
}

/** The page before the call: own picture, choices, who is there, one button. */
export function createPrejoin(page: ParentNode, actions: PrejoinActions) {
  const section = find(page, '#prejoin', HTMLElement);
  const element = find(section, '.preview__video', HTMLVideoElement);
  const off = find(section, '.preview__off', HTMLElement);
  const mic = find(section, '#prejoin-mic', HTMLButtonElement);
  const camera = find(section, '#prejoin-camera', HTMLButtonElement);
  const there = find(section, '#already-there', HTMLElement);
  const problem = find(section, '#prejoin-problem', HTMLElement);
  const join = find(section, '#join', HTMLButtonElement);
  const meter = find(section, '.level__meter', HTMLMeterElement);
  const preview = new VideoView(element, () => undefined); // silent, so never blocked

  mic.addEventListener('click', actions.toggleMic);
  camera.addEventListener('click', actions.toggleCamera);
  join.addEventListener('click', actions.join);
  preview.onShowing = (isShowing) => {
    section.classList.toggle('prejoin--picture', isShowing);
  };

  function render(state: CallState): void {
    const isHere = state.phase === 'lobby' || state.phase === 'joining';
    section.hidden = !isHere;
    if (!isHere) {
      preview.close();
      return;
    }
    const { local } = state;
    preview.show(local.preview, { isSilent: true, isVideoOn: local.preview !== null });
    setText(off, local.camera.state === 'starting' ? 'Your camera is starting…' : 'Your camera is off');
    off.hidden = local.preview !== null;
    const isMicOn = local.mic.state !== 'off';
    const isCameraOn = local.camera.state !== 'off';
    setToggle(mic, { isOn: isMicOn, icon: isMicOn ? 'mic' : 'mic-off', hint: isMicOn ? 'Mute' : 'Unmute' });
    setToggle(camera, {
      isOn: isCameraOn,
      icon: isCameraOn ? 'video' : 'video-off',
      hint: isCameraOn ? 'Stop camera' : 'Start camera',
    });
    setText(there, state.isRosterKnown ? whoIsThere(state) : 'Looking who is there…');
    const sentence = problemOf(state);
    setText(problem, sentence);
    problem.hidden = sentence === '';
    const isJoining = state.phase === 'joining';
    join.disabled = isJoining;
    setText(join, isJoining ? 'Joining…' : 'Join now');
  }

  return {
    render,
    /** `level` as a root mean square; speech lies near 0.1, so the meter is scaled for it. */
    showLevel(level: number) {
      meter.value = Math.min(1, Math.sqrt(level) * 1.6);
    },
  };
}

/** What a person reads of the others before joining. */
export function whoIsThere({ roster, isFull }: Pick<CallState, 'roster' | 'isFull'>): string {
  if (isFull) return 'This meeting is full just now. Wait until somebody leaves.';
  const names = roster.map(({ name }) => name);
  const [first, second] = names;
  if (first === undefined) return 'Nobody is here yet.';
  if (second === undefined) return `${first} is here.`;
  if (names.length === 2) return `${first} and ${second} are here.`;
  return `${first}, ${second} and ${names.length === 3 ? (names[2] ?? '') : `${String(names.length - 2)} others`} are here.`;
}

function problemOf({ refusal, local }: CallState): string {
  if (refusal !== null) return refusal;
  const mic = local.mic.problem;
  const camera = local.camera.problem;
  if (mic && mic === camera) return bothProblemSentence(mic);
  if (camera) return problemSentence('camera', camera);
  return mic ? problemSentence('microphone', mic) : '';
}
