import { messages as t } from '#messages/events';
import type { Call } from '../../call/call.js';
import type { SavedCallChoices } from '../../call/call-choices.js';
import { isInCall } from '../../call/call-state.js';
import { SPEECH_LEVEL } from '../../devices/level-meter.js';
import { MicProbe } from '../../devices/mic-probe.js';
import { SilenceDetector } from './silence-detector.js';
import { TalkingDetector } from './talking-detector.js';

const INTERVAL_MS = 200;

/** Tells the person that they talk while muted, and that their microphone delivers nothing. */
export function watchMic({ store, media, notices }: Call, choices: SavedCallChoices): void {
  const probe = new MicProbe();
  const talking = new TalkingDetector(SPEECH_LEVEL);
  const silence = new SilenceDetector();

  function watchMuted(): void {
    silence.reset();
    if (!choices.get().talkingWarning) {
      probe.level(null); // does not listen
      return;
    }
    const level = probe.level(media.micTrack);
    if (level !== null && talking.update(level, performance.now())) notices.problem(t.talkingWhileMuted());
  }

  function watchRunning(): void {
    talking.reset();
    probe.level(null); // the page measures a running microphone anyway
    const { micLevel } = media;
    if (micLevel !== null && silence.update(micLevel === 0, performance.now()))
      notices.problem(t.micSilent());
  }

  const timer = setInterval(() => {
    const state = store.get();
    if (state.phase === 'ended') {
      clearInterval(timer);
      probe.close();
    } else if (isInCall(state) && state.local.mic.state === 'off') watchMuted();
    else if (isInCall(state) && state.local.mic.state === 'on') watchRunning();
    else probe.level(null);
  }, INTERVAL_MS);
}
