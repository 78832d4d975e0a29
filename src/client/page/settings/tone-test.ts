import { messages as t } from '#messages/settings';
import { playTones, type Tone } from '../../devices/play-tones.js';
import { find, setText } from '../../lib/dom.js';

const VOLUME = 0.25;
const TONES: readonly Tone[] = [
  { at: 0, seconds: 0.3, hertz: 440 },
  { at: 0.35, seconds: 0.3, hertz: 554 },
  { at: 0.7, seconds: 0.6, hertz: 659 },
];

/** The button that plays a sound on the chosen speaker. */
export function createToneTest(dialog: ParentNode, speaker: () => string): void {
  const button = find(dialog, '#test-tone', HTMLButtonElement);
  const status = find(dialog, '#settings-status', HTMLElement);
  let isPlaying = false;

  async function play(): Promise<void> {
    if (isPlaying) return;
    isPlaying = true;
    setText(status, '');
    button.textContent = t.tonePlaying();
    try {
      await playTones(TONES, VOLUME, speaker());
    } catch {
      setText(status, t.toneFailed());
    } finally {
      button.textContent = t.playTone();
      isPlaying = false;
    }
  }

  button.addEventListener('click', () => void play());
}
