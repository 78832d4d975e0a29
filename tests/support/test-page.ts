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
  /** The value of the `Cookie` request header. */
  cookie?: string;
  origin?: string;
  /** The value of the `Authorization` request header. */
  authorization?: string;
  /** The option `auth` of the client, also of an invalid kind. */
  auth?: unknown;
  tabId?: string;
  transports?: ('polling' | 'websocket')[];
}

const PATIENCE_MS = 5_000;

/** A page as the server sees it: a socket that sends requests and records every event that it receives. */
export class TestPage {
  readonly tabId: string;
  /** The participant id that the server gave in its answer to the last join. */
  participantId = '';
  readonly socket: Socket<Record<string, Listener>>;
  readonly #received: { event: string; args: unknown[] }[] = [];
  readonly #read = new Map<string, number>();

  constructor(
    url: string,
    {
      cookie,
      origin,
      authorization,
      auth,
      tabId = randomUUID(),
      transports = ['websocket'],
    }: PageOptions = {},
  ) {
    this.tabId = tabId;
    this.socket = io(url, {
      transports,
      forceNew: true,
      reconnection: false,
      ...(auth !== undefined && { auth: auth as object }),
      extraHeaders: {
        ...(cookie && { cookie }),
        ...(origin && { origin }),
        ...(authorization && { authorization }),
      },
    });
    this.socket.onAny((event: string, ...args: unknown[]) => {
      this.#received.push({ event, args });
    });
  }

  /** Resolves when the server has accepted the connection. Rejects when it refuses. */
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

  /** Resolves with Socket.IO’s reason when the connection has ended. */
  ended(): Promise<unknown> {
    return within('disconnect', (done) => {
      if (this.socket.connected) this.socket.once('disconnect', done);
      else done('disconnected already');
    });
  }

  /** Sends any arguments, also invalid ones, and resolves with the acknowledgement. */
  async send(event: string, ...args: unknown[]): Promise<Reply<unknown>> {
    return (await this.socket.timeout(PATIENCE_MS).emitWithAck(event, ...args)) as Reply<unknown>;
  }

  async ask<E extends keyof Requests>(
    event: E,
    payload: Requests[E]['payload'],
  ): Promise<Reply<Requests[E]['value']>> {
    return (await this.send(event, payload)) as Reply<Requests[E]['value']>;
  }

  /** Resolves with the value of the answer. Rejects when the server refuses the request. */
  async get<E extends keyof Requests>(
    event: E,
    payload: Requests[E]['payload'],
  ): Promise<Requests[E]['value']> {
    const reply = await this.ask(event, payload);
    if (!reply.ok) throw new Error(`${event} was refused: ${reply.error.code}`);
    return reply.value;
  }

  /** Resolves with the error of the answer. Rejects when the server grants the request. */
  async refusal<E extends keyof Requests>(event: E, payload: Requests[E]['payload']): Promise<WireError> {
    const reply = await this.ask(event, payload);
    if (reply.ok) throw new Error(`${event} was not refused`);
    return reply.error;
  }

  async join(code: string, media: Partial<JoinRequest['media']> = {}): Promise<JoinSnapshot> {
    return this.enter(this.joinRequest(code, media));
  }

  /** Resolves with the snapshot. Rejects when the server refuses the join, or lets the page wait. */
  async enter(request: JoinRequest): Promise<JoinSnapshot> {
    const answer = await this.get('join-call', request);
    if ('waiting' in answer) throw new Error('The server lets this page wait');
    this.participantId = answer.self;
    return answer;
  }

  joinRequest(code: string, media: Partial<JoinRequest['media']> = {}): JoinRequest {
    return { code, tabId: this.tabId, media: { mic: true, camera: true, ...media } };
  }

  /**
   * Resolves with the next event of this name that fits, whether it has arrived already or arrives later. The search
   * starts behind the event that the previous call returned.
   */
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

  /** Resolves with the next roster that lists exactly these names in this order. */
  rosterOf(...names: string[]): Promise<Roster> {
    return this.next('roster', (roster) => roster.map(({ name }) => name).join() === names.join());
  }

  /** Resolves when everything that the server has sent so far has arrived. */
  async fence(): Promise<void> {
    await this.send('chat-history', 'fence');
  }

  /** How many events of this name have arrived. Call `fence` first. */
  count(event: keyof ServerEvents): number {
    return this.#received.filter((news) => news.event === event).length;
  }

  /** Cuts the connection as a broken network does: without a closing message to the server. */
  cut(): void {
    this.socket.io.engine.close();
  }

  close(): void {
    this.socket.disconnect();
  }
}

/** Resolves or rejects as `start` decides, and rejects after `PATIENCE_MS` if it has not decided by then. */
export async function within<T>(
  what: string,
  start: (done: (value: T) => void, fail: (error: unknown) => void) => void,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error(`Waited ${PATIENCE_MS} ms for ${what}, but it did not happen.`));
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
