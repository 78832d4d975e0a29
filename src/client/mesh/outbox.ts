import type { Signal } from '../../shared/protocol.js';
import { SignalQueue, type Attempt } from './signal-queue.js';

/** The delay before a refused signal is sent again to a participant who is reachable. */
const RETRY_DELAY_MS = 1_000;

export interface OutboxOptions {
  /** Resolves to false when the signal must be sent again later. */
  send(signal: Signal): Promise<boolean>;
  isReachable(): boolean;
  onError(error: unknown): void;
}

/** Sends the signals to one participant in order, and repeats those that the server refuses or loses. */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #queue = new SignalQueue();
  #retryTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  add(signal: Signal): void {
    this.#queue.add(signal);
    if (this.#retryTimer === undefined) this.flush();
  }

  /** Sends everything that waits, if the participant is reachable. */
  flush(): void {
    this.#stopTimer();
    if (!this.#options.isReachable()) return;
    for (const attempt of this.#queue.take()) this.#send(attempt);
  }

  /** The page has lost its socket, so the answers to the signals under way won't come. */
  rewind(): void {
    this.#queue.rewind();
  }

  /** Forgets every signal: they belong to a connection that a new one replaces. */
  clear(): void {
    this.#stopTimer();
    this.#queue.clear();
  }

  #send(attempt: Attempt): void {
    this.#options.send(attempt.signal).then(
      (delivered) => {
        if (delivered) this.#queue.delivered(attempt);
        else if (this.#queue.refused(attempt)) this.#startTimer();
      },
      (error: unknown) => {
        this.#queue.delivered(attempt); // it would fail again
        this.#options.onError(error);
      },
    );
  }

  #startTimer(): void {
    this.#stopTimer();
    this.#retryTimer = setTimeout(() => {
      this.flush();
    }, RETRY_DELAY_MS);
  }

  #stopTimer(): void {
    clearTimeout(this.#retryTimer);
    this.#retryTimer = undefined;
  }
}
