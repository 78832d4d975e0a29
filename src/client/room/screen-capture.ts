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
  #closed = false;

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
      if (mediaProblem(error) !== 'denied' || isRefusedBySystem(error)) throw error;
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

  /** Stops, and stops also what a person picks afterwards in a picker that is still open. */
  close(): void {
    this.#closed = true;
    this.stop();
  }

  #keep(stream: MediaStream): void {
    if (this.#closed) {
      for (const track of stream.getTracks()) track.stop();
      return;
    }
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

/** Chromium on macOS: the browser lacks the right to record the screen. Its error differs by the message alone. */
function isRefusedBySystem(error: unknown): boolean {
  return error instanceof Error && /by system/i.test(error.message);
}
