import type { RoomBroadcast } from './room-broadcast.js';
import type { RealtimeSocket } from './socket-types.js';

/** Pages before the call that receive its roster. A socket watches one call at most, and none while it is in a call. */
export class Watchers {
  readonly #broadcast: RoomBroadcast;

  constructor(broadcast: RoomBroadcast) {
    this.#broadcast = broadcast;
  }

  async watch(socket: RealtimeSocket, code: string): Promise<void> {
    this.unwatch(socket);
    if (socket.data.participant) return;
    socket.data.watching = code;
    await this.#broadcast.watch(socket, code);
  }

  unwatch(socket: RealtimeSocket): void {
    const { watching } = socket.data;
    socket.data.watching = null;
    if (watching !== null) this.#broadcast.unwatch(socket, watching);
  }
}
