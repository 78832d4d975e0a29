import { mediaDevices } from './devices.js';
import { mediaProblem } from './media-errors.js';

/** Chromium keeps the sound of the call itself out of what is shared; not yet in the DOM's types. */
interface DisplayAudioConstraints extends MediaTrackConstraints {
  restrictOwnAudio?: boolean;
}

const AUDIO: DisplayAudioConstraints = { restrictOwnAudio: true };

/** Phones have no screen share; the button is not shown there. */
export const canShareScreen =
  typeof (navigator.mediaDevices as Partial<MediaDevices> | undefined)?.getDisplayMedia === 'function';

/** The screen, window or tab a person shares, with its sound where the system gives it. */
export class ScreenCapture {
  readonly #onChange: () => void;
  #stream: MediaStream | null = null;
  #asking = false;

  /** `onChange` is called when a share begins, and when it ends by us, by the browser's own bar or by itself. */
  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  get stream(): MediaStream | null {
    return this.#stream;
  }

  /**
   * Asks the person what to share. A closed picker is no error. Must be called in the turn of the click that permits
   * it: whatever is awaited before may use that click up.
   * @throws {unknown} what `getDisplayMedia` fails with otherwise
   */
  async start(): Promise<void> {
    if (this.#stream || this.#asking) return;
    this.#asking = true;
    try {
      const stream = await mediaDevices().getDisplayMedia({
        video: { frameRate: { max: 15 } },
        audio: AUDIO,
      });
      this.#keep(stream);
    } catch (error) {
      if (mediaProblem(error) !== 'denied') throw error;
    } finally {
      this.#asking = false;
    }
  }

  stop(): void {
    const stream = this.#stream;
    if (!stream) return;
    this.#stream = null;
    for (const track of stream.getTracks()) track.stop();
    this.#onChange();
  }

  #keep(stream: MediaStream): void {
    this.#stream = stream;
    const [picture] = stream.getVideoTracks();
    if (picture) {
      picture.contentHint = 'detail'; // text must stay readable; motion may suffer
      picture.addEventListener('ended', () => {
        if (this.#stream === stream) this.stop();
      });
    }
    this.#onChange();
  }
}
