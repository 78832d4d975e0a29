import type { Call } from './call.js';
import { LevelMeter, SPEECH_LEVEL } from './level-meter.js';
import { sameSet, SpeakingDetector } from './speaking.js';

const EVERY_MS = 150;
/** In its first second a page has more urgent things to do than to start a sound system. */
const FIRST_AFTER_MS = 1_000;

/** Watches who is speaking, and shows our own level before the call, until the call ends. */
export function watchActivity(call: Call, showLevel: (level: number) => void): void {
  const meter = new LevelMeter();
  const detector = new SpeakingDetector(SPEECH_LEVEL);
  const opensAt = performance.now() + FIRST_AFTER_MS;
  const timer = setInterval(() => {
    if (performance.now() < opensAt) return;
    const state = call.store.get();
    if (state.phase === 'ended') {
      clearInterval(timer);
      meter.close();
      return;
    }
    const own = meter.level(call.media.micTrack);
    if (state.self === null) {
      showLevel(own);
      return;
    }
    const levels = new Map([...state.remotes.keys()].map((id) => [id, call.audioLevel(id)]));
    levels.set(state.self, own);
    const speaking = detector.update(levels, performance.now());
    if (!sameSet(speaking, state.speaking)) call.store.set((now) => ({ ...now, speaking }));
  }, EVERY_MS);
}
