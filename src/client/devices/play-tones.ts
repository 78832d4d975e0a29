/** One note of a sound. Times are in seconds from its beginning. */
export interface Tone {
  readonly at: number;
  readonly seconds: number;
  readonly hertz: number;
}

/** Without a fade, the speaker clicks. */
const FADE_SECONDS = 0.02;
/** Time to start the audio system of the computer, which would swallow the beginning. */
const LEAD_SECONDS = 0.08;
/** A browser that does not allow the page to play gives no answer. */
const START_MS = 1_000;

/**
 * Plays notes on a speaker; an empty `deviceId` means the system's default. `volume` is from 0 to 1. Resolves at the end of
 * the sound, and rejects if the browser does not play it.
 */
export async function playTones(tones: readonly Tone[], volume: number, deviceId: string): Promise<void> {
  const context = new AudioContext();
  // Browsers let a page choose the speaker of an <audio> element, but not all of them that of an AudioContext.
  const output = new Audio();
  try {
    const destination = context.createMediaStreamDestination();
    const oscillator = new OscillatorNode(context, { type: 'sine' });
    const gain = new GainNode(context, { gain: 0 });
    oscillator.connect(gain).connect(destination);
    output.srcObject = destination.stream;
    if (deviceId !== '' && 'setSinkId' in output) await output.setSinkId(deviceId).catch(() => undefined); // unplugged
    await withinTime(Promise.all([context.resume(), output.play()]));
    await schedule(context, oscillator, gain, tones, volume);
  } finally {
    output.srcObject = null;
    await context.close();
  }
}

function schedule(
  { currentTime }: AudioContext,
  oscillator: OscillatorNode,
  { gain }: GainNode,
  tones: readonly Tone[],
  volume: number,
): Promise<void> {
  const start = currentTime + LEAD_SECONDS;
  let end = start;
  for (const { at, seconds, hertz } of tones) {
    const from = start + at;
    oscillator.frequency.setValueAtTime(hertz, from);
    gain.setValueAtTime(0, from);
    gain.linearRampToValueAtTime(volume, from + FADE_SECONDS);
    gain.setValueAtTime(volume, from + seconds - FADE_SECONDS);
    gain.linearRampToValueAtTime(0, from + seconds);
    end = Math.max(end, from + seconds);
  }
  oscillator.start();
  oscillator.stop(end + LEAD_SECONDS);
  return new Promise((resolve) => {
    oscillator.addEventListener('ended', () => {
      resolve();
    });
  });
}

async function withinTime(work: Promise<unknown>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error('The browser does not play the sound'));
    }, START_MS);
  });
  try {
    await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
