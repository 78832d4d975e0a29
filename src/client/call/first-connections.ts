import type { ParticipantId } from '../../shared/protocol.js';
import { nextTask } from '../lib/next-task.js';
import type { MediaEngineEvents } from '../mesh/media-engine.js';

/** Pages that are near connect sooner. A page that shows no call for longer would seem to hang. */
const PATIENCE_MS = 120;

/**
 * Lets the page wait with drawing the call until the offers of its join have led to connections: these would otherwise wait
 * for the drawing. The first pictures are then on their way while the page draws.
 */
export class FirstConnections {
  readonly #expected = new Set<ParticipantId>();
  #onAll: () => void = () => undefined;

  /** Returns `onRemote`, which then also learns of connections. */
  watch(onRemote: MediaEngineEvents['onRemote']): MediaEngineEvents['onRemote'] {
    return (id, remote) => {
      onRemote(id, remote);
      if (remote?.state !== 'connected') return;
      this.#expected.delete(id);
      if (this.#expected.size === 0) this.#onAll();
    };
  }

  /** Resolves when each of these participants is connected, and otherwise soon. At the earliest in the next task. */
  async wait(participants: readonly ParticipantId[]): Promise<void> {
    for (const id of participants) this.#expected.add(id);
    await nextTask();
    if (this.#expected.size === 0) return;
    await new Promise<void>((resolve) => {
      this.#onAll = resolve;
      setTimeout(resolve, PATIENCE_MS);
    });
    this.#expected.clear();
  }
}
