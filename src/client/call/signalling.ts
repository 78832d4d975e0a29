import { io, type Socket } from 'socket.io-client';
import { ownAddress } from '../lib/own-address.js';
import type { ClientEvents, Reply, Requests, ServerEvents } from '../../shared/protocol.js';

/** After this time without an answer the page counts as disconnected. */
const ANSWER_TIMEOUT_MS = 10_000;

/** A reply of the server, or `disconnected` when none has come. */
export type SignallingReply<T> = Reply<T> | { ok: false; error: { code: 'disconnected' } };

const DISCONNECTED = { ok: false, error: { code: 'disconnected' } } as const;

export interface SignallingEvents {
  onConnect(): void;
  onDisconnect(): void;
  /** The session has ended. The page can't connect again before the next login. */
  onUnauthorized(): void;
}

/** How a page outside meetings connects: calmly, because after a restart of the server all open pages come back. */
export const BACKGROUND = {
  query: { page: 'background' }, // has places of its own on the server (src/realtime/connections.ts)
  reconnectionDelay: 1_000,
  reconnectionDelayMax: 30_000,
};

/** The typed socket to the server. No other file uses Socket.IO. */
export class Signalling {
  readonly #socket: Socket<ServerEvents, ClientEvents>;

  constructor(events: SignallingEvents, options: Partial<typeof BACKGROUND> = {}) {
    this.#socket = io({
      path: ownAddress('socket.io'),
      // Starting with WebSocket saves the polling request. Polling still works where a proxy blocks WebSockets.
      transports: ['websocket', 'polling'],
      tryAllTransports: true,
      autoConnect: false,
      reconnectionDelay: 250,
      reconnectionDelayMax: 3_000,
      timeout: 5_000,
      ...options,
    });
    this.#socket.on('connect', () => {
      events.onConnect();
    });
    this.#socket.on('disconnect', (reason) => {
      events.onDisconnect();
      // After this reason the library doesn't reconnect by itself.
      if (reason === 'io server disconnect') this.#socket.connect();
    });
    this.#socket.on('connect_error', (error) => {
      if (error.message !== 'unauthorized') return; // the library reconnects
      this.close();
      events.onUnauthorized();
    });
  }

  connect(): void {
    this.#socket.connect();
  }

  /** The page trusts the server to send the payloads of `ServerEvents`. */
  on<E extends keyof ServerEvents>(event: E, listener: ServerEvents[E]): void {
    // The library's overloads can't see that E is never one of the library's reserved events.
    (this.#socket as { on(event: string, listener: unknown): unknown }).on(event, listener);
  }

  /**
   * Sends one request. Never rejects: without a connection it resolves to an error with the code `disconnected`. It
   * queues nothing while the socket is down, because a page must rejoin before any other request. `onAnswer` is called
   * as soon as the answer arrives, before the handlers of later events.
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
        // The socket seems to work, but the answer is missing: a new socket and the rejoin on it restore the state.
        if (failure && this.#socket.connected) this.reconnect();
      });
    });
  }

  /** Sends an event without waiting for the answer, for a page that the browser is closing. */
  sendWithoutReply<E extends 'leave-call' | 'cancel-call' | 'random-leave'>(
    event: E,
    payload: Requests[E]['payload'],
  ): void {
    if (this.#socket.connected) (this.#socket as Socket).emit(event, payload);
  }

  /** Calls the listener at every connection from now on, and at once if the socket is connected. */
  whenConnected(listener: () => void): void {
    this.#socket.on('connect', listener);
    if (this.#socket.connected) listener();
  }

  /** Connects at once if the socket is waiting for its next attempt. */
  retryNow(): void {
    if (!this.#socket.connected) this.reconnect();
  }

  /** Replaces the socket. After a change of network the old one may be dead and not report it. */
  reconnect(): void {
    if (this.#socket.active) this.#socket.disconnect().connect();
  }

  close(): void {
    this.#socket.disconnect();
  }
}
