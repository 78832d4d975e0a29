interface Tone {
  /** From the beginning of a round, in seconds. */
  at: number;
  seconds: number;
  hertz: number;
}

interface Pattern {
  tones: readonly Tone[];
  roundSeconds: number;
  volume: number;
}

/** Two soft notes, three times in a row. */
const RING: Pattern = {
  tones: [0, 0.45, 0.9].flatMap((at) => [
    { at, seconds: 0.2, hertz: 660 },
    { at: at + 0.2, seconds: 0.2, hertz: 880 },
  ]),
  roundSeconds: 3,
  volume: 0.25,
};

/** The ringing tone of European networks: 425 Hz, 1 s on, 4 s off (ITU-T E.180). */
const RINGBACK: Pattern = {
  tones: [{ at: 0, seconds: 1, hertz: 425 }],
  roundSeconds: 5,
  volume: 0.1,
};

/** No ring lasts longer. */
const LONGEST_SECONDS = 120;
/** Without a fade, the speaker clicks. */
const FADE_SECONDS = 0.02;
const LOCK = 'parley-ring-sound';
const GESTURES = ['pointerdown', 'keydown'] as const;

/** Lets the device ring, on one page of the browser at a time. Returns a function that stops it. */
export function playRing(): () => void {
  return play(RING, inTurn);
}

/** Lets the caller hear that it rings at the other end. Returns a function that stops it. */
export function playRingback(): () => void {
  return play(RINGBACK, (sound) => void sound());
}

/** Runs the sound, which ends when its promise resolves. */
type Run = (sound: () => Promise<void>) => void;

function play(pattern: Pattern, run: Run): () => void {
  const context = new AudioContext();
  let stop = (): void => undefined;
  const stopped = new Promise<void>((resolve) => {
    stop = resolve;
  });
  let hasBegun = false;

  // A browser lets a page make sounds only after the person has used the page. Until then the page rings silently.
  function wake(): void {
    context.resume().catch(() => {
      // The browser refuses the sound. The dialog, the title and the notification remain.
    });
  }

  context.addEventListener('statechange', () => {
    if (context.state !== 'running' || hasBegun) return;
    hasBegun = true;
    run(async () => {
      schedule(context, pattern);
      await stopped;
    });
  });
  for (const gesture of GESTURES) addEventListener(gesture, wake, { capture: true });
  wake();
  return () => {
    stop();
    for (const gesture of GESTURES) removeEventListener(gesture, wake, { capture: true });
    void context.close();
  };
}

/** Several pages of a browser would ring out of step. Where a browser has no locks, each page rings. */
function inTurn(sound: () => Promise<void>): void {
  const locks = navigator.locks as LockManager | undefined; // missing on insecure pages
  if (!locks) {
    void sound();
    return;
  }
  locks.request(LOCK, sound).catch(() => {
    // The browser is closing the page.
  });
}

/** Everything is planned at once, because browsers slow the timers of hidden pages down. */
function schedule(context: AudioContext, { tones, roundSeconds, volume }: Pattern): void {
  if (context.state !== 'running') return; // the call was over before this page had its turn
  const oscillator = new OscillatorNode(context, { type: 'sine' });
  const gain = new GainNode(context, { gain: 0 });
  oscillator.connect(gain).connect(context.destination);
  const start = context.currentTime + 0.05;
  for (let round = 0; round < LONGEST_SECONDS; round += roundSeconds) {
    for (const { at, seconds, hertz } of tones) {
      const from = start + round + at;
      oscillator.frequency.setValueAtTime(hertz, from);
      gain.gain.setValueAtTime(0, from);
      gain.gain.linearRampToValueAtTime(volume, from + FADE_SECONDS);
      gain.gain.setValueAtTime(volume, from + seconds - FADE_SECONDS);
      gain.gain.linearRampToValueAtTime(0, from + seconds);
    }
  }
  oscillator.start();
}
