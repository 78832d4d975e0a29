import type { Door, MeetingAccess } from '../services/meeting-access.js';
import type { CallPreview } from '../shared/protocol.js';
import type { Previews } from './previews.js';
import { ProtocolError } from './protocol-error.js';
import type { RealtimeSocket } from './socket-types.js';

/** Every change of a call is sent to all pages that watch it. */
const WATCHERS_PER_CALL_MAX = 100;
/** A lost socket watches until the server notices, so a page whose connection breaks often has several for a while. */
const WATCHERS_PER_USER_AND_CALL_MAX = 10;

export interface WatchersOptions {
  readonly access: Pick<MeetingAccess, 'look'>;
  readonly previews: Previews;
  /** Receives the error when the settings of a meeting could not be read again. */
  onFailure(error: unknown): void;
}

/** Pages before the call that receive its previews. A socket watches one call at most, and none while it is in a call. */
export class Watchers {
  readonly #options: WatchersOptions;
  readonly #watching = new Map<string, Set<RealtimeSocket>>();
  /** The latest request of each socket: a later one replaces those whose answers are still being read. */
  readonly #requests = new WeakMap<RealtimeSocket, symbol>();
  /** Counts the changes of rules: an answer that was read before the latest one may be out of date. */
  #changes = 0;

  constructor(options: WatchersOptions) {
    this.#options = options;
  }

  /**
   * A page that is in a call receives only the answer, and so does a page while too many other pages watch this call.
   * @throws {ProtocolError} `too-many-tabs`
   */
  async watch(socket: RealtimeSocket, code: string): Promise<CallPreview> {
    const request = Symbol();
    this.#requests.set(socket, request);
    const { user } = socket.data;
    const changes = this.#changes;
    let door = await this.#options.access.look(code, user);
    if (this.#requests.get(socket) === request) this.#add(socket, code, door);
    if (changes !== this.#changes) {
      // `lookAgain` may not have known this socket yet.
      const outdated = door;
      door = await this.#options.access.look(code, user);
      if (socket.data.watching?.door === outdated) socket.data.watching = { code, door };
    }
    return this.#options.previews.compose({ code, door }, socket.data);
  }

  unwatch(socket: RealtimeSocket): void {
    this.#requests.delete(socket);
    const { watching } = socket.data;
    if (watching === null) return;
    socket.data.watching = null;
    const sockets = this.#watching.get(watching.code);
    sockets?.delete(socket);
    if (sockets?.size === 0) this.#watching.delete(watching.code);
  }

  /** Tells the watchers of a call what has changed. */
  send(code: string): void {
    for (const socket of this.#watching.get(code) ?? []) {
      const { watching } = socket.data;
      if (watching) socket.emit('preview', this.#options.previews.compose(watching, socket.data));
    }
  }

  /**
   * A call has begun or ended: what one call has allowed, forbidden or shown does not count for the next one. Forgets at once
   * who was known. Decides again when the end is stored, which may be late; a rejection must be reported elsewhere.
   */
  anotherCall(code: string, endStored: Promise<void>): void {
    this.#changes += 1;
    for (const { data } of this.#watching.get(code) ?? []) {
      if (data.watching) data.watching = { code, door: { ...data.watching.door, isKnown: false } };
    }
    endStored.then(() => this.lookAgain(code)).catch(() => undefined); // the ledger reports it
  }

  /** The rules of the meeting have changed: decides again for each watcher. */
  async lookAgain(code: string): Promise<void> {
    this.#changes += 1;
    for (const socket of [...(this.#watching.get(code) ?? [])]) {
      const { user } = socket.data;
      const door = await this.#options.access.look(code, user).catch(this.#options.onFailure);
      const { watching } = socket.data;
      if (!door || watching?.code !== code) continue;
      socket.data.watching = { code, door };
      socket.emit('preview', this.#options.previews.compose({ code, door }, socket.data));
    }
  }

  #add(socket: RealtimeSocket, code: string, door: Door): void {
    this.unwatch(socket);
    if (socket.data.participant || !socket.connected) return;
    const sockets = this.#watching.get(code) ?? new Set();
    const userId = socket.data.user.id;
    const own = [...sockets].filter(({ data }) => data.user.id === userId);
    if (own.length >= WATCHERS_PER_USER_AND_CALL_MAX) throw new ProtocolError('too-many-tabs');
    if (sockets.size >= WATCHERS_PER_CALL_MAX) return;
    this.#watching.set(code, sockets.add(socket));
    socket.data.watching = { code, door };
  }
}
