import { eventsBetween, type CallEvent } from '../../call/call-events.js';
import { soundsFor, type SavedCallChoices } from '../../call/call-choices.js';
import { everyone, type CallState } from '../../call/call-state.js';
import { playTones, type Tone } from '../../devices/play-tones.js';
import type { Store } from '../../lib/store.js';

const VOLUME = 0.08;
const DELAY_MS = 500;
/** One sound at a time, and the first of these if several things happen at once. */
const ORDER: readonly CallEvent[] = ['hand', 'message', 'join', 'leave', 'share-end'];

/** Rising for what begins, falling for what ends. */
const SOUNDS: Record<CallEvent, readonly Tone[]> = {
  join: notes(523, 659),
  leave: notes(659, 523),
  hand: notes(784, 784, 988),
  message: notes(880),
  'share-end': notes(587, 440),
};

/** Plays a soft sound for what others do, as far as the person wants it. `speaker` returns the id of the chosen device. */
export function createEventSounds(
  store: Pick<Store<CallState>, 'get' | 'subscribe'>,
  choices: SavedCallChoices,
  speaker: () => string,
): void {
  let before = store.get();
  let isPlaying = false;
  let next: CallEvent | null = null;

  async function play(event: CallEvent): Promise<void> {
    if (isPlaying) {
      next = event; // older ones are no news any more
      return;
    }
    isPlaying = true;
    try {
      // A newcomer's connection is more urgent, and starting the sound takes the page's time.
      await new Promise((resolve) => setTimeout(resolve, DELAY_MS));
      await playTones(SOUNDS[event], VOLUME, speaker());
    } catch {
      // The browser plays no sound before the person has used the page. What has happened can also be seen.
    } finally {
      isPlaying = false;
    }
    const following = next;
    next = null;
    if (following) await play(following);
  }

  store.subscribe((state) => {
    const events = eventsBetween(before, state);
    before = state;
    const wanted = soundsFor(choices.get(), everyone(state).length);
    const event = ORDER.find((each) => events.has(each) && wanted[each]);
    if (event) void play(event);
  });
}

/** Short notes, one after the other. */
function notes(...hertz: number[]): Tone[] {
  return hertz.map((each, index) => ({ at: index * 0.13, seconds: 0.12, hertz: each }));
}
