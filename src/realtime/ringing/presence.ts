import type { RealtimeServer, RealtimeSocket } from '../socket-types.js';

/** The Socket.IO room of the pages on which calls to this user ring. */
const pagesOf = (userId: string): string => `rings:${userId}`;

/**
 * Knows which users have a page open on which calls ring. A user whose last page is gone counts as here for a moment: the
 * person may just be opening the next page, or the network has a gap.
 */
export class Presence {
  readonly #io: RealtimeServer;
  readonly #graceMs: number;
  readonly #onGone: (userId: string) => void;
  readonly #pages = new Map<string, Set<string>>();
  readonly #leaving = new Map<string, ReturnType<typeof setTimeout>>();

  /** `onGone` is called when the grace of a user has passed. */
  constructor(io: RealtimeServer, graceMs: number, onGone: (userId: string) => void) {
    this.#io = io;
    this.#graceMs = graceMs;
    this.#onGone = onGone;
  }

  /** From now on, calls to the user of this socket ring on its page. */
  add(socket: RealtimeSocket): void {
    const { id } = socket.data.user;
    this.#stopLeaving(id);
    this.#pages.set(id, (this.#pages.get(id) ?? new Set()).add(socket.id));
    void socket.join(pagesOf(id)); // the adapter in memory adds the socket at once
  }

  /** The page has gone. `isFinal`: its session has ended, so that it does not come back. */
  remove(socket: RealtimeSocket, { isFinal = false } = {}): void {
    const { id } = socket.data.user;
    const pages = this.#pages.get(id);
    if (!pages?.delete(socket.id) || pages.size > 0) return;
    this.#pages.delete(id);
    if (isFinal) {
      this.#onGone(id);
      return;
    }
    const timer = setTimeout(() => {
      this.#leaving.delete(id);
      this.#onGone(id);
    }, this.#graceMs);
    timer.unref();
    this.#leaving.set(id, timer);
  }

  isHere(userId: string): boolean {
    return this.#pages.has(userId) || this.#leaving.has(userId);
  }

  /** Whether a page of the user is in a call. */
  isInCall(userId: string): boolean {
    const sockets = [...this.#io.sockets.sockets.values()];
    return sockets.some(({ data }) => data.user.id === userId && data.participant !== null);
  }

  /** To all pages of the user, without `except`. */
  pages(userId: string, except?: RealtimeSocket): Pick<RealtimeServer, 'emit'> {
    return (except ?? this.#io).to(pagesOf(userId));
  }

  close(): void {
    for (const timer of this.#leaving.values()) clearTimeout(timer);
    this.#leaving.clear();
  }

  #stopLeaving(userId: string): void {
    clearTimeout(this.#leaving.get(userId));
    this.#leaving.delete(userId);
  }
}
