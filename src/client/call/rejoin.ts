import type { JoinSnapshot } from '../../shared/protocol.js';
import { createBackoff } from '../lib/backoff.js';
import type { Store } from '../lib/store.js';
import { hasRemoteMedia, isInCall } from './call-state.js';
import type { CallState, EndReason, FailureCode, RejoinRefusal } from './call-state.js';
import { isWaiting, type JoinRequests } from './join-requests.js';
import { afterRefusedRejoin } from './refused-rejoin.js';

/** The delays before a refused rejoin is tried again. */
const FIRST_RETRY_MS = 2_000;
const MAX_RETRY_MS = 10_000;

export interface RejoinOptions {
  store: Store<CallState>;
  joins: JoinRequests;
  connect(): void;
  onJoined(snapshot: JoinSnapshot): Promise<void>;
  /** The page has no media any more and has to wait until a host lets it in again. */
  onSentToWaitingRoom(): void;
  /** The call goes on without the server. */
  onOffline(): void;
  onEnd(reason: EndReason): void;
}

/** Brings a page back into its call after it has lost the server. */
export class Rejoin {
  readonly #options: RejoinOptions;
  readonly #retries = createBackoff(
    () => {
      this.retry();
    },
    FIRST_RETRY_MS,
    MAX_RETRY_MS,
  );

  constructor(options: RejoinOptions) {
    this.#options = options;
  }

  /** Tries again at once. */
  retry(): void {
    if (!this.#isNeeded()) return;
    this.#options.connect();
    void this.run();
  }

  async run(): Promise<void> {
    if (!this.#isNeeded()) return;
    const reply = await this.#options.joins.send();
    if (!this.#isNeeded()) return;
    if (!reply.ok) this.refused(reply.error.code);
    else if (!isWaiting(reply.value)) await this.#options.onJoined(reply.value);
    else if (!this.#goOn('waiting')) {
      this.reset();
      this.#options.onSentToWaitingRoom();
    }
  }

  refused(code: FailureCode): void {
    const step = afterRefusedRejoin(code);
    if (step.do === 'end') this.#options.onEnd(step.reason);
    else if (step.do === 'try-again') this.#retries.schedule();
    else if (step.do === 'go-on') {
      this.#options.store.set((state) => ({ ...state, refusal: code }));
      if (!this.#goOn(step.reason)) this.#options.onEnd(step.reason);
    }
  }

  /** Cancels the next try. */
  reset(): void {
    this.#retries.reset();
  }

  /** Media that flow don't need the server: the page stays in the call and tries again. Returns false if none flow. */
  #goOn(rejoinRefusal: RejoinRefusal): boolean {
    const { store, onOffline } = this.#options;
    const state = store.get();
    if (!isInCall(state) || !hasRemoteMedia(state)) return false;
    onOffline();
    store.set((now) => ({ ...now, phase: 'reconnecting', rejoinRefusal }));
    this.#retries.schedule();
    return true;
  }

  #isNeeded(): boolean {
    return this.#options.store.get().phase === 'reconnecting';
  }
}
