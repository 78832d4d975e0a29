import { ProtocolError } from './protocol-error.js';
import type { RoomBroadcast } from './room-broadcast.js';
import type { RealtimeSocket } from './socket-types.js';

/** Every change of a roster is sent to all pages that watch it. */
const WATCHERS_PER_CALL_MAX = 100;
/** A lost socket watches until the server notices, so a page whose connection breaks often has several for a while. */
const WATCHERS_PER_USER_AND_CALL_MAX = 10;

/** Pages before the call that receive its roster. A socket watches one call at most, and none while it is in a call. */
export class Watchers {
  readonly #broadcast: RoomBroadcast;
  readonly #watching = new Map<string, Set<RealtimeSocket>>();

  constructor(broadcast: RoomBroadcast) {
    this.#broadcast = broadcast;
  }

  /**
   * Does nothing for a page that is in a call, and while too many other pages watch this call.
   * @throws {ProtocolError} `too-many-tabs`
   */
  watch(socket: RealtimeSocket, code: string): void {
    this.unwatch(socket);
    if (socket.data.participant) return;
    const sockets = this.#watching.get(code) ?? new Set();
    const userId = socket.data.user.id;
    const own = [...sockets].filter(({ data }) => data.user.id === userId);
    if (own.length >= WATCHERS_PER_USER_AND_CALL_MAX) throw new ProtocolError('too-many-tabs');
    if (sockets.size >= WATCHERS_PER_CALL_MAX) return;
    this.#watching.set(code, sockets.add(socket));
    socket.data.watching = code;
    this.#broadcast.watch(socket, code);
  }

  unwatch(socket: RealtimeSocket): void {
    const { watching } = socket.data;
    if (watching === null) return;
    socket.data.watching = null;
    this.#broadcast.unwatch(socket, watching);
    const sockets = this.#watching.get(watching);
    sockets?.delete(socket);
    if (sockets?.size === 0) this.#watching.delete(watching);
  }
}
