import type { MediaState } from '../../shared/protocol.js';
import type { Signalling } from './signalling.js';

/** A refused update is sent again after this; a page that toggles very fast is asked to slow down. */
const RETRY_MS = 500;

/**
 * Keeps what the server tells others of us equal to what is. One update is under way at a time, and what changes
 * meanwhile goes out as one.
 */
export class MediaSync {
  readonly #signalling: Pick<Signalling, 'request'>;
  readonly #current: () => MediaState | null;
  #told: MediaState | null = null;
  #busy = false;

  /** `current` gives what is now, or null while there is nobody to tell. */
  constructor(signalling: Pick<Signalling, 'request'>, current: () => MediaState | null) {
    this.#signalling = signalling;
    this.#current = current;
  }

  /** The server knows `media` from a join. */
  told(media: MediaState): void {
    this.#told = media;
  }

  push(): void {
    if (!this.#busy) void this.#run();
  }

  async #run(): Promise<void> {
    this.#busy = true;
    try {
      for (let next = this.#current(); next && !same(next, this.#told); next = this.#current()) {
        const outcome = await this.#tell(next);
        if (outcome === 'disconnected') return; // the rejoin says it all
        if (outcome === 'refused') await new Promise((done) => setTimeout(done, RETRY_MS));
      }
    } finally {
      this.#busy = false;
    }
  }

  async #tell(next: MediaState): Promise<'told' | 'refused' | 'disconnected'> {
    const told = this.#told;
    const replies = [];
    if (next.mic !== told?.mic || next.camera !== told.camera || next.hand !== told.hand) {
      const { mic, camera, hand } = next;
      replies.push(this.#signalling.request('media-state', { mic, camera, hand }));
    }
    if (next.screen !== (told?.screen ?? null)) {
      replies.push(
        next.screen === null
          ? this.#signalling.request('screen-share-stopped', {})
          : this.#signalling.request('screen-share-started', { streamId: next.screen }),
      );
    }
    const refusals = (await Promise.all(replies)).flatMap((reply) => (reply.ok ? [] : reply.error.code));
    if (refusals.includes('disconnected')) return 'disconnected';
    if (refusals.length > 0) return 'refused';
    this.#told = next;
    return 'told';
  }
}

function same(a: MediaState, b: MediaState | null): boolean {
  return a.mic === b?.mic && a.camera === b.camera && a.hand === b.hand && a.screen === b.screen;
}
