import { mediaDevices } from './devices.js';
import { mediaProblem } from './media-errors.js';

/** Options of the Screen Capture specification that the DOM types don't know yet. */
interface DisplayMediaOptions extends DisplayMediaStreamOptions {
  systemAudio: 'include' | 'exclude';
  windowAudio?: 'exclude';
}

type SupportedConstraints = MediaTrackSupportedConstraints & { restrictOwnAudio?: boolean };

/**
 * Offers the system's sound only where the browser can leave the sound of this page out of it. Otherwise it would carry
 * the voices of the others, and they would hear themselves. The sound of a shared tab never contains them.
 */
export function displayMediaOptions(supported: SupportedConstraints): DisplayMediaOptions {
  const video = { frameRate: { max: 15 } };
  if (!supported.restrictOwnAudio) {
    return { video, audio: true, systemAudio: 'exclude', windowAudio: 'exclude' };
  }
  const audio: MediaTrackConstraints & { restrictOwnAudio: boolean } = { restrictOwnAudio: true };
  return { video, audio, systemAudio: 'include' };
}

/** False on phones, whose browsers can't share a screen. */
export const canShareScreen =
  typeof (navigator.mediaDevices as Partial<MediaDevices> | undefined)?.getDisplayMedia === 'function';

/** The screen, window or tab that the person shares, with its sound where the system offers it. */
export class ScreenCapture {
  readonly #onChange: () => void;
  #stream: MediaStream | null = null;
  #isPicking = false;
  #closed = false;

  /** `onChange` is called when a share starts, and when the page, the browser's own bar or the system stops it. */
  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  get stream(): MediaStream | null {
    return this.#stream;
  }

  /**
   * Lets the person pick what to share; resolves also when they cancel. Call it directly in the click handler: browsers
   * show the picker only during a click, and an `await` before it can end that permission.
   * @throws {unknown} any other failure of `getDisplayMedia`
   */
  async start(): Promise<void> {
    if (this.#stream || this.#isPicking) return;
    this.#isPicking = true;
    try {
      const devices = mediaDevices();
      this.#useStream(await devices.getDisplayMedia(displayMediaOptions(devices.getSupportedConstraints())));
    } catch (error) {
      if (mediaProblem(error) !== 'denied' || isRefusedBySystem(error)) throw error;
    } finally {
      this.#isPicking = false;
    }
  }

  stop(): void {
    const stream = this.#stream;
    if (!stream) return;
    this.#stream = null;
    for (const track of stream.getTracks()) track.stop();
    this.#onChange();
  }

  /** Stops the share, including one that the person picks later in a picker that is still open. */
  close(): void {
    this.#closed = true;
    this.stop();
  }

  #useStream(stream: MediaStream): void {
    if (this.#closed) {
      for (const track of stream.getTracks()) track.stop();
      return;
    }
    this.#stream = stream;
    const [video] = stream.getVideoTracks();
    if (video) {
      video.contentHint = 'detail'; // sharp text matters more than smooth motion
      video.addEventListener('ended', () => {
        if (this.#stream === stream) this.stop();
      });
    }
    this.#onChange();
  }
}

/** Chromium on macOS: the system doesn't allow the browser to record the screen. Only the error's message says so. */
function isRefusedBySystem(error: unknown): boolean {
  return error instanceof Error && /by system/i.test(error.message);
}
