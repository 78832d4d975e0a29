import { messages as t } from '#messages/random';
import { bothProblemText, problemText } from '../../devices/media-errors.js';
import type { SavedPreferences } from '../../devices/preferences.js';
import { find, setIcon, setText } from '../../lib/dom.js';
import { createSoundUnblocker } from '../sound-unblocker.js';
import { VideoView } from '../views/video-view.js';
import type { CurrentParts } from './current-parts.js';
import { partnerOf } from './partner-link.js';
import { createPicturesLoader } from './pictures-loader.js';
import type { RandomMeetings } from './random-meetings.js';
import type { RandomState } from './random-state.js';
import { createReportDialog } from './report-dialog.js';
import { statusText } from './status-text.js';
import { createTextLog } from './text-log.js';

/** Connects the buttons of the page with the meetings, and draws each state. */
export function createRandomPage(
  page: HTMLElement,
  meetings: RandomMeetings,
  preferences: SavedPreferences,
  parts: CurrentParts,
): void {
  const button = (id: string) => find(page, `#${id}`, HTMLButtonElement);
  const intro = find(page, '#random-intro', HTMLElement);
  const meeting = find(page, '#random-meeting', HTMLElement);
  const form = find(page, '#random-form', HTMLFormElement);
  const status = find(page, '#random-status', HTMLElement);
  const problem = find(page, '#random-problem', HTMLElement);
  const stage = find(page, '.random__stage', HTMLElement);
  const partner = find(page, '.random__partner', HTMLElement);
  const note = find(partner, '.random__note', HTMLElement);
  const micOff = find(partner, '.random__mic-off', HTMLElement);
  const self = find(page, '.random__self', HTMLElement);
  const devices = find(page, '.random__devices', HTMLElement);
  const buttons = {
    mic: button('random-mic'),
    camera: button('random-camera'),
    next: button('random-next'),
    report: button('random-report'),
    block: button('random-block'),
  };
  /** A sentence about the last click, until the next change of the phase. */
  let complaint = '';
  let drawnPhase: RandomState['phase'] | null = null;
  const complain = (text: string) => {
    complaint = text;
    render(meetings.store.get());
  };
  const onBlocked = createSoundUnblocker({ problem: complain });
  const theirVideo = new VideoView(find(partner, 'video', HTMLVideoElement), {
    route: () => undefined, // to the default device
    onBlocked,
  });
  const ownVideo = new VideoView(find(self, 'video', HTMLVideoElement), null);
  theirVideo.onShowing = (isShowing) => partner.classList.toggle('random__partner--picture', isShowing);
  ownVideo.onShowing = (isShowing) => self.classList.toggle('random__self--picture', isShowing);
  const renderText = createTextLog(page, (text) => {
    meetings.sendText(text);
  });
  const openReport = createReportDialog(page, meetings);

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const mode = new FormData(form).get('mode') === 'text' ? 'text' : 'video';
    const { micOn, cameraOn } = preferences.get();
    void meetings.start(mode, { mic: micOn, camera: cameraOn });
  });
  buttons.mic.addEventListener('click', () => {
    meetings.toggleMic();
  });
  buttons.camera.addEventListener('click', () => {
    meetings.toggleCamera();
  });
  buttons.next.addEventListener('click', () => {
    meetings.next();
  });
  buttons.report.addEventListener('click', openReport);
  buttons.block.addEventListener('click', () => void block());
  button('random-leave').addEventListener('click', () => {
    meetings.leave();
  });
  button('random-start').disabled = false;

  async function block(): Promise<void> {
    const { reportable } = meetings.store.get();
    if (reportable === null) return;
    if (!(await meetings.block(reportable))) complain(t.blockFailed());
  }

  function render(state: RandomState): void {
    const { phase, mode, reportable, local, remote, partner: theirs, isSilent } = state;
    const isStarted = phase !== 'start';
    intro.hidden = isStarted;
    meeting.hidden = !isStarted;
    setText(status, statusText(state));
    status.hidden = status.textContent === '';
    if (phase !== drawnPhase) {
      if (drawnPhase !== null && isStarted !== (drawnPhase !== 'start'))
        (isStarted ? status : button('random-start')).focus();
      drawnPhase = phase;
      complaint = '';
    }
    page.dataset['phase'] = phase;

    const isVideo = mode === 'video';
    stage.hidden = !isVideo;
    devices.hidden = !isVideo;
    drawToggle(buttons.mic, local.mic.state !== 'off', ['mic', 'mic-off']);
    drawToggle(buttons.camera, local.camera.state !== 'off', ['video', 'video-off']);
    ownVideo.show(local.preview, { isSilent: true, isVideoOn: local.preview !== null });
    if (state.match) partner.dataset['participant'] = partnerOf(state.match);
    partner.dataset['state'] = remote?.state ?? 'none';
    theirVideo.show(remote?.streams?.camera ?? null, {
      isSilent: false,
      isVideoOn: theirs.camera,
      isUncertain: isSilent || remote?.state !== 'connected',
    });
    setText(note, phase === 'together' ? (theirs.camera ? '' : t.theirCameraOff()) : t.nobodyYet());
    note.hidden = note.textContent === '';
    micOff.hidden = phase !== 'together' || theirs.mic;

    const problemOf = complaint || (isVideo ? deviceProblem(state) : '');
    setText(problem, problemOf);
    problem.hidden = problemOf === '';
    // Not `disabled`: a button that has the focus would lose it.
    buttons.next.ariaDisabled = String(phase === 'looking' || phase === 'parted');
    buttons.report.ariaDisabled = String(reportable === null);
    buttons.block.ariaDisabled = String(reportable === null);
    renderText(state);
  }

  meetings.store.subscribe(render);
  meetings.store.subscribe(createPicturesLoader({ page, preferences, meetings, parts, tell: complain }));
}

function drawToggle(button: HTMLButtonElement, isOn: boolean, [on, off]: [string, string]): void {
  button.setAttribute('aria-pressed', String(isOn));
  setIcon(button, isOn ? on : off);
}

function deviceProblem({ local }: RandomState): string {
  const mic = local.mic.problem;
  const camera = local.camera.problem;
  if (mic && mic === camera) return bothProblemText(mic);
  if (camera) return problemText('camera', camera);
  return mic ? problemText('mic', mic) : '';
}
