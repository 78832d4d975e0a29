import type { MediaState } from '../../shared/protocol.js';
import type { Signalling } from './signalling.js';

/** The delay before a refused update is sent again. The server refuses updates of a page that toggles very fast. */
const RETRY_MS = 500;

/**
 * Keeps the server's copy of this page's media state up to date. One update is under way at a time; all changes during
 * it go out together in the next one.
 */
export class MediaSync {
  readonly #signalling: Pick<Signalling, 'request'>;
  readonly #current: () => MediaState | null;
  /** The media state that the server knows. */
  #reported: MediaState | null = null;
  #busy = false;

  /** `current` returns the present media state, or null while the page is not in the call. */
  constructor(signalling: Pick<Signalling, 'request'>, current: () => MediaState | null) {
    this.#signalling = signalling;
    this.#current = current;
  }

  /** Call it with the media state that a join carries. */
  markReported(media: MediaState): void {
    this.#reported = media;
  }

  /** Reports what has changed since the last report. */
  push(): void {
    if (!this.#busy) void this.#run();
  }

  async #run(): Promise<void> {
    this.#busy = true;
    try {
      for (let next = this.#current(); next && !isSame(next, this.#reported); next = this.#current()) {
        const outcome = await this.#report(next);
        if (outcome === 'disconnected') return; // the rejoin carries the whole state
        if (outcome === 'refused') await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    } finally {
      this.#busy = false;
    }
  }

  /** On the wire, `media-state` carries everything but the screen, which has two events of its own. */
  async #report(next: MediaState): Promise<'reported' | 'refused' | 'disconnected'> {
    const reported = this.#reported;
    const replies = [];
    if (next.mic !== reported?.mic || next.camera !== reported.camera || next.hand !== reported.hand) {
      const { mic, camera, hand } = next;
      replies.push(this.#signalling.request('media-state', { mic, camera, hand }));
    }
    if (next.screen !== (reported?.screen ?? null)) {
      replies.push(
        next.screen === null
          ? this.#signalling.request('screen-share-stopped', {})
          : this.#signalling.request('screen-share-started', { streamId: next.screen }),
      );
    }
    const errors = (await Promise.all(replies)).flatMap((reply) => (reply.ok ? [] : reply.error.code));
    if (errors.includes('disconnected')) return 'disconnected';
    if (errors.length > 0) return 'refused';
    this.#reported = next;
    return 'reported';
  }
}

function isSame(a: MediaState, b: MediaState | null): boolean {
  return a.mic === b?.mic && a.camera === b.camera && a.hand === b.hand && a.screen === b.screen;
}
