import { io, type Socket } from 'socket.io-client';
import type { ClientEvents, Reply, Requests, ServerEvents } from '../../shared/protocol.js';

/** How long a request may take before the server counts as unreachable. */
const ANSWER_TIMEOUT_MS = 10_000;

export type SignallingReply<T> = Reply<T> | { ok: false; error: { code: 'disconnected'; message: string } };

const DISCONNECTED = {
  ok: false,
  error: {
    code: 'disconnected',
    message: 'The server cannot be reached just now. Check your connection, then try again.',
  },
} as const;

export interface SignallingEvents {
  onConnect(): void;
  onDisconnect(): void;
  /** The session has ended: trying again is of no use before the next login. */
  onUnauthorized(): void;
}

/** The typed socket to the server. Nothing else knows what it is made of. */
export class Signalling {
  readonly #socket: Socket<ServerEvents, ClientEvents>;

  constructor(events: SignallingEvents) {
    this.#socket = io({
      // One request less than beginning with polling; where a proxy blocks it, polling still works.
      transports: ['websocket', 'polling'],
      tryAllTransports: true,
      autoConnect: false,
      reconnectionDelay: 250,
      reconnectionDelayMax: 3_000,
      timeout: 5_000,
    });
    this.#socket.on('connect', () => {
      events.onConnect();
    });
    this.#socket.on('disconnect', (reason) => {
      events.onDisconnect();
      // The one reason after which the library does not try again by itself.
      if (reason === 'io server disconnect') this.#socket.connect();
    });
    this.#socket.on('connect_error', (error) => {
      if (error.message !== 'unauthorized') return; // the library tries again
      this.close();
      events.onUnauthorized();
    });
  }

  connect(): void {
    this.#socket.connect();
  }

  /** Only `ServerEvents` of the protocol; the server is trusted to keep to them. */
  on<E extends keyof ServerEvents>(event: E, listener: ServerEvents[E]): void {
    // The library's own overloads cannot see that E is one of our events and none of its reserved ones.
    (this.#socket as { on(event: string, listener: unknown): unknown }).on(event, listener);
  }

  /**
   * Sends one request. Never rejects: a lost connection is answered like a refusal, with the code `disconnected`.
   * Nothing is queued while the socket is down, since after it the page has to join first. `onAnswer` is called in
   * the turn in which the answer arrives, before any event that the server sent after it.
   */
  request<E extends keyof Requests>(
    event: E,
    payload: Requests[E]['payload'],
    onAnswer: () => void = () => undefined,
  ): Promise<SignallingReply<Requests[E]['value']>> {
    return new Promise((resolve) => {
      if (!this.#socket.connected) {
        resolve(DISCONNECTED);
        return;
      }
      const socket = (this.#socket as Socket).timeout(ANSWER_TIMEOUT_MS);
      socket.emit(event, payload, (failure: Error | null, reply: Reply<Requests[E]['value']>) => {
        onAnswer();
        resolve(failure ? DISCONNECTED : reply);
        // No answer in time on a line that seems whole: a fresh one, and the rejoin on it heals everything.
        if (failure && this.#socket.connected) this.reconnect();
      });
    });
  }

  /** Says something without waiting, as a page must that is going away. */
  tell<E extends 'leave-call'>(event: E): void {
    if (this.#socket.connected) (this.#socket as Socket).emit(event, {});
  }

  /** The network is another: the old socket may be dead without knowing it. */
  reconnect(): void {
    if (this.#socket.active) this.#socket.disconnect().connect();
  }

  close(): void {
    this.#socket.disconnect();
  }
}
