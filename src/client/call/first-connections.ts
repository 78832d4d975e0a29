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
  readonly #connected = new Set<ParticipantId>();
  #onConnected: () => void = () => undefined;

  /** Returns `onRemote`, which then also learns of connections. */
  watch(onRemote: MediaEngineEvents['onRemote']): MediaEngineEvents['onRemote'] {
    return (id, remote) => {
      onRemote(id, remote);
      if (remote?.state !== 'connected') return;
      this.#connected.add(id);
      this.#onConnected();
    };
  }

  /** Resolves when each of these participants is connected, and otherwise soon. At the earliest in the next task. */
  async wait(participants: readonly ParticipantId[]): Promise<void> {
    await nextTask();
    await new Promise<void>((resolve) => {
      setTimeout(resolve, PATIENCE_MS);
      const look = () => {
        if (participants.every((id) => this.#connected.has(id))) resolve();
      };
      this.#onConnected = look;
      look(); // the server may be slower than the connections
    });
  }
}
