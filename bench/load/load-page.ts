import { io, type Socket } from 'socket.io-client';
import type { Reply } from '../../src/shared/protocol.js';

export interface LoadPageOptions {
  readonly origin: string;
  /** An API token. */
  readonly token: string;
  readonly code: string;
  readonly tabId: string;
}

/** A page without media: connects, joins and leaves. */
export class LoadPage {
  readonly #options: LoadPageOptions;
  readonly #socket: Socket;

  constructor(options: LoadPageOptions) {
    this.#options = options;
    this.#socket = io(options.origin, {
      transports: ['websocket'],
      forceNew: true,
      autoConnect: false,
      reconnection: false,
      auth: { token: options.token },
    });
  }

  connect(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#socket.once('connect', resolve);
      this.#socket.once('connect_error', reject);
      this.#socket.connect();
    });
  }

  async join(): Promise<void> {
    const { code, tabId } = this.#options;
    await this.#ask('join-call', { code, tabId, media: { mic: true, camera: true } });
  }

  /** Returns the time of the join in ms. */
  async leaveAndJoin(): Promise<number> {
    await this.#ask('leave-call', {});
    const startedAt = performance.now();
    await this.join();
    return performance.now() - startedAt;
  }

  close(): void {
    this.#socket.disconnect();
  }

  async #ask(event: string, payload: object): Promise<void> {
    const reply = (await this.#socket.timeout(30_000).emitWithAck(event, payload)) as Reply<unknown>;
    if (!reply.ok) throw new Error(`${event} was refused: ${reply.error.code}`);
  }
}
