export const SAMPLE_RATE = 48_000;
/** WebRTC takes sound in blocks of 10 ms. */
export const BLOCK_SAMPLES = SAMPLE_RATE / 100;

/** The pitches change as in speech, because browsers take a constant tone for noise. */
const TONES_HZ = [220, 330, 275, 440];
const TONE_SAMPLES = SAMPLE_RATE / 4;
const AMPLITUDE = 8_000;
/** Never silent, so that each lost sample counts. */
const QUIETEST = 0.3;

/** The block of a voice that starts `sample` samples after its beginning: 16 bits, one channel. */
export function speechBlock(sample: number): Int16Array {
  return Int16Array.from({ length: BLOCK_SAMPLES }, (_, index) => {
    const at = sample + index;
    const hz = TONES_HZ[Math.floor(at / TONE_SAMPLES) % TONES_HZ.length] ?? 0;
    const inTone = (at % TONE_SAMPLES) / TONE_SAMPLES;
    const loudness = QUIETEST + (1 - QUIETEST) * Math.sin(Math.PI * inTone);
    return Math.round(AMPLITUDE * loudness * Math.sin((2 * Math.PI * hz * at) / SAMPLE_RATE));
  });
}
