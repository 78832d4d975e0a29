import {
  isNote,
  readFrame,
  type ChannelFrame,
  type ChannelMessage,
  type ChannelNote,
} from './channel-messages.js';
import { createLimit } from './limit.js';

/** The part of an `RTCDataChannel` that this file uses, so that a test can replace it. */
export type ChannelPort = Pick<
  RTCDataChannel,
  'readyState' | 'bufferedAmount' | 'send' | 'onopen' | 'onmessage' | 'onclose'
>;

/**
 * `open`: the other page has said hello. `unsupported`: the browsers are connected, but the other page does not answer,
 * because it comes from a version of Parley without the channel.
 */
export type ChannelState = 'connecting' | 'open' | 'unsupported';

export interface ChannelOptions {
  onMessage(message: ChannelMessage): void;
  onNote?(note: ChannelNote): void;
  /** The channel is ready, for the first time or after a new connection has replaced the earlier one. */
  onOpen(): void;
}

/** A message that the other page has not acknowledged after this time counts as not delivered. */
export const DELIVERY_TIMEOUT_MS = 20_000;
/** The hello arrives one trip after the channel has opened. */
export const HELLO_TIMEOUT_MS = 5_000;
/** The most messages that wait for the channel or for their acknowledgement. */
export const WAITING_MAX = 64;
/** The other page may send so many frames per window. More are dropped, so that it cannot keep this page busy. */
export const FRAMES_MAX = 200;
const FRAMES_WINDOW_MS = 10_000;
/** The ids of the latest messages, which arrive again if their acknowledgement got lost with a connection. */
const KNOWN_IDS_MAX = 256;
/** Above this number of bytes that the browser has not sent yet, messages wait for the next connection. */
const BUFFER_MAX_BYTES = 1_048_576;

interface Waiting {
  readonly message: ChannelMessage;
  isSent: boolean;
  settle(isDelivered: boolean): void;
}

/**
 * The data channel to one participant for the whole call. It outlives the connections of its pair: each new one brings a
 * new port. The port tells who the other end is; a message never does.
 */
export class Channel {
  readonly #options: ChannelOptions;
  #port: ChannelPort | null = null;
  /** When the port opened, in ms on the page's clock; null before. */
  #openedAt: number | null = null;
  #isGreeted = false;
  #waiting: Waiting[] = [];
  readonly #knownIds = new Set<string>();
  readonly #allowFrame = createLimit(FRAMES_MAX, FRAMES_WINDOW_MS);
  #closed = false;

  constructor(options: ChannelOptions) {
    this.#options = options;
  }

  get state(): ChannelState {
    if (this.#isGreeted) return 'open';
    const isSilent = this.#openedAt !== null && performance.now() - this.#openedAt > HELLO_TIMEOUT_MS;
    return isSilent ? 'unsupported' : 'connecting';
  }

  /** Uses the port of a new connection from now on; null while there is none. */
  attach(port: ChannelPort | null): void {
    this.#lose();
    this.#port = port;
    if (!port) return;
    port.onopen = () => {
      if (this.#port === port) this.#onPortOpen();
    };
    port.onmessage = ({ data }) => {
      if (this.#port === port) this.#onData(data);
    };
    port.onclose = () => {
      if (this.#port === port) this.#lose();
    };
    if (port.readyState === 'open') this.#onPortOpen();
  }

  /**
   * Sends a message as soon as the channel is open. Resolves to true when the other page has acknowledged it, and to
   * false when that can no longer be expected. The other page may have got it all the same; with the same `id`, it
   * ignores a repetition.
   */
  send(message: ChannelMessage): Promise<boolean> {
    if (this.#closed || this.#waiting.length >= WAITING_MAX) return Promise.resolve(false);
    return new Promise((resolve) => {
      const settle = (isDelivered: boolean) => {
        clearTimeout(timer);
        this.#waiting = this.#waiting.filter((each) => each !== waiting);
        resolve(isDelivered);
      };
      const timer = setTimeout(settle, DELIVERY_TIMEOUT_MS, false);
      const waiting: Waiting = { message, isSent: false, settle };
      this.#waiting.push(waiting);
      this.#flush();
    });
  }

  /** Sends a note if the channel is open. */
  tell(note: ChannelNote): void {
    if (this.#isGreeted) this.#transmit(note);
  }

  /** Ends the channel. Everything that waits is not delivered. */
  close(): void {
    this.#closed = true;
    this.attach(null);
    for (const { settle } of [...this.#waiting]) settle(false);
  }

  /** The port is gone, and nobody knows which of the messages under way have arrived. */
  #lose(): void {
    this.#port = null;
    this.#openedAt = null;
    this.#isGreeted = false;
    for (const waiting of this.#waiting) waiting.isSent = false;
  }

  #onPortOpen(): void {
    this.#openedAt = performance.now();
    this.#transmit({ type: 'hello' });
  }

  #onData(data: unknown): void {
    if (!this.#allowFrame()) return;
    const frame = readFrame(data);
    if (!frame) return;
    if (frame.type === 'hello') this.#onHello();
    else if (frame.type === 'delivered') this.#waitingFor(frame.id)?.settle(true);
    else if (isNote(frame)) this.#options.onNote?.(frame);
    else this.#onMessage(frame);
  }

  #onHello(): void {
    if (this.#isGreeted) return;
    this.#isGreeted = true;
    this.#options.onOpen();
    this.#flush();
  }

  #onMessage(message: ChannelMessage): void {
    const { id } = message;
    const isRepeated = this.#knownIds.has(id);
    this.#remember(id);
    if (!isRepeated) this.#options.onMessage(message);
    this.#transmit({ type: 'delivered', id }); // also for a repetition: the first acknowledgement may be lost
  }

  #remember(id: string): void {
    this.#knownIds.delete(id);
    this.#knownIds.add(id);
    const [oldest] = this.#knownIds;
    if (this.#knownIds.size > KNOWN_IDS_MAX && oldest !== undefined) this.#knownIds.delete(oldest);
  }

  #waitingFor(id: string): Waiting | undefined {
    return this.#waiting.find(({ message, isSent }) => isSent && message.id === id);
  }

  #flush(): void {
    if (!this.#isGreeted) return;
    for (const waiting of this.#waiting) {
      if (!waiting.isSent) waiting.isSent = this.#transmit(waiting.message);
    }
  }

  #transmit(frame: ChannelFrame): boolean {
    const port = this.#port;
    if (port?.readyState !== 'open' || port.bufferedAmount > BUFFER_MAX_BYTES) return false;
    try {
      port.send(JSON.stringify(frame));
      return true;
    } catch {
      return false; // the port is closing; the message waits for the next one
    }
  }
}
