import { randomUUID } from 'node:crypto';
import { io } from 'socket.io-client';
import type { Socket } from 'socket.io-client';
import type {
  JoinRequest,
  JoinSnapshot,
  Reply,
  Requests,
  Roster,
  ServerEvents,
  WireError,
} from '../../src/shared/protocol.js';

type News<E extends keyof ServerEvents> = Parameters<ServerEvents[E]>[0];
type Listener = (...args: unknown[]) => void;

export interface PageOptions {
  /** The value of the `Cookie` header. */
  cookie?: string;
  origin?: string;
  tabId?: string;
  transports?: ('polling' | 'websocket')[];
}

const PATIENCE_MS = 5_000;

/** A page as the server sees one: a socket that asks, and remembers all that it is told. */
export class TestPage {
  readonly tabId: string;
  readonly socket: Socket<Record<string, Listener>>;
  readonly #received: { event: string; args: unknown[] }[] = [];
  readonly #read = new Map<string, number>();

  constructor(
    url: string,
    { cookie, origin, tabId = randomUUID(), transports = ['websocket'] }: PageOptions = {},
  ) {
    this.tabId = tabId;
    this.socket = io(url, {
      transports,
      forceNew: true,
      reconnection: false,
      extraHeaders: { ...(cookie && { cookie }), ...(origin && { origin }) },
    });
    this.socket.onAny((event: string, ...args: unknown[]) => {
      this.#received.push({ event, args });
    });
  }

  /** Resolves when the server has let the page in. */
  async connected(): Promise<this> {
    if (!this.socket.connected) {
      await within<undefined>('connect', (done, fail) => {
        this.socket.once('connect', () => {
          done(undefined);
        });
        this.socket.once('connect_error', fail);
      });
    }
    return this;
  }

  /** Resolves with why the connection ended. */
  ended(): Promise<unknown> {
    return within('disconnect', (done) => {
      if (this.socket.connected) this.socket.once('disconnect', done);
      else done('disconnected already');
    });
  }

  /** Sends anything at all and resolves with the acknowledgement. */
  async send(event: string, ...args: unknown[]): Promise<Reply<unknown>> {
    return (await this.socket.timeout(PATIENCE_MS).emitWithAck(event, ...args)) as Reply<unknown>;
  }

  async ask<E extends keyof Requests>(
    event: E,
    payload: Requests[E]['payload'],
  ): Promise<Reply<Requests[E]['value']>> {
    return (await this.send(event, payload)) as Reply<Requests[E]['value']>;
  }

  /** The answer to a request that must not be refused. */
  async get<E extends keyof Requests>(
    event: E,
    payload: Requests[E]['payload'],
  ): Promise<Requests[E]['value']> {
    const reply = await this.ask(event, payload);
    if (!reply.ok) throw new Error(`${event} was refused: ${reply.error.code}`);
    return reply.value;
  }

  /** The refusal of a request that must not be granted. */
  async refusal<E extends keyof Requests>(event: E, payload: Requests[E]['payload']): Promise<WireError> {
    const reply = await this.ask(event, payload);
    if (reply.ok) throw new Error(`${event} was not refused`);
    return reply.error;
  }

  join(code: string, media: Partial<JoinRequest['media']> = {}): Promise<JoinSnapshot> {
    return this.get('join-call', this.joinRequest(code, media));
  }

  joinRequest(code: string, media: Partial<JoinRequest['media']> = {}): JoinRequest {
    return { code, tabId: this.tabId, media: { mic: true, camera: true, ...media } };
  }

  /** The next of these events that fits, in the order in which they came; each is given once. */
  next<E extends keyof ServerEvents>(
    event: E,
    fits: (news: News<E>) => boolean = () => true,
  ): Promise<News<E>> {
    return within(event, (done) => {
      const look = () => {
        for (let at = this.#read.get(event) ?? 0; at < this.#received.length; at += 1) {
          const news = this.#received[at];
          if (news?.event !== event || !fits(news.args[0] as News<E>)) continue;
          this.#read.set(event, at + 1);
          this.socket.offAny(look);
          done(news.args[0] as News<E>);
          return;
        }
      };
      this.socket.onAny(look);
      look();
    });
  }

  /** The next roster of exactly these names. */
  rosterOf(...names: string[]): Promise<Roster> {
    return this.next('roster', (roster) => roster.map(({ name }) => name).join() === names.join());
  }

  /** Resolves when all that the server has sent so far is here. */
  async fence(): Promise<void> {
    await this.send('chat-history', 'fence');
  }

  /** How many of these events have come; `fence` first. */
  count(event: keyof ServerEvents): number {
    return this.#received.filter((news) => news.event === event).length;
  }

  /** Cuts the connection as a broken network does: the server is told nothing. */
  cut(): void {
    this.socket.io.engine.close();
  }

  close(): void {
    this.socket.disconnect();
  }
}

/** A promise that fails when what it waits for does not come. */
export async function within<T>(
  what: string,
  start: (done: (value: T) => void, fail: (error: unknown) => void) => void,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error(`waited ${PATIENCE_MS} ms for ${what} in vain`));
    }, PATIENCE_MS);
    start(
      (value) => {
        clearTimeout(timer);
        resolve(value);
      },
      (error) => {
        clearTimeout(timer);
        reject(error instanceof Error ? error : new Error(String(error)));
      },
    );
  });
}
