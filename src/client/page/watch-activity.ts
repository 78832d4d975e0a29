import type { Call } from '../call/call.js';
import { LevelMeter, SPEECH_LEVEL } from '../devices/level-meter.js';
import { ActiveSpeaker } from './active-speaker.js';
import { sameSet, SpeakingDetector } from './speaking.js';

const INTERVAL_MS = 150;
/** Audio processing starts after the first second of the page, and of a call. They have more urgent work. */
const DELAY_MS = 1_000;
/** So long it rests when somebody comes: to read a level makes the page wait for the connections, which are busy then. */
const REST_MS = 300;
/** And not more often, so that a speaker is seen in a call to which people come all the time. */
const REST_EVERY_MS = 1_000;

/** Before the call, shows the level of the own mic. During the call, keeps `speaking` and `activeSpeaker` in its state up to date. */
export function watchActivity(call: Call, showLevel: (level: number) => void): void {
  const meter = new LevelMeter();
  const detector = new SpeakingDetector(SPEECH_LEVEL);
  const speaker = new ActiveSpeaker();
  let people = 0;
  let restedAt = -Infinity;
  let startsAt = performance.now() + DELAY_MS;
  const timer = setInterval(() => {
    const state = call.store.get();
    const now = performance.now();
    if (state.phase === 'joining') startsAt = now + DELAY_MS;
    if (state.remotes.size > people && now > restedAt + REST_EVERY_MS) restedAt = now;
    people = state.remotes.size;
    if (now < Math.max(startsAt, restedAt + REST_MS) && state.phase !== 'ended') return;
    if (state.phase === 'ended') {
      clearInterval(timer);
      meter.close();
      return;
    }
    call.media.micLevel = meter.level(call.media.micTrack);
    const own = call.media.micLevel ?? 0;
    if (state.self === null) {
      showLevel(own);
      return;
    }
    const levels = new Map([...state.remotes.keys()].map((id) => [id, call.audioLevel(id)]));
    levels.set(state.self, own);
    const speaking = detector.update(levels, now);
    const others = [...speaking].filter((id) => id !== state.self);
    const activeSpeaker = speaker.update(others, now);
    if (sameSet(speaking, state.speaking) && activeSpeaker === state.activeSpeaker) return;
    call.store.set((current) => ({ ...current, speaking, activeSpeaker }));
  }, INTERVAL_MS);
}
