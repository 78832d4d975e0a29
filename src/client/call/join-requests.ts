import type { Addressed, JoinSnapshot, MediaState, Roster, Waiting } from '../../shared/protocol.js';
import type { CallOptions, Entry } from './call-options.js';
import type { Signalling, SignallingReply } from './signalling.js';

/** How long a join waits for the connection to the server before it fails. */
const CONNECT_TIMEOUT_MS = 10_000;

export type JoinReply = SignallingReply<JoinSnapshot | Waiting>;

/** Sends the requests to join the call, and keeps the news that arrive around their answers. */
export class JoinRequests {
  /** What the person has entered. Every further request repeats it. */
  entry: Entry = {};
  /** The call that the page has joined. */
  callId: string | undefined;
  /** The latest roster event since the answer to the latest request. */
  newestRoster: Roster | null = null;
  /** What a host has decided about this page since the latest request. */
  decision: 'admitted' | 'denied' | null = null;
  readonly #signalling: Pick<Signalling, 'request'>;
  readonly #page: Pick<CallOptions, 'code' | 'tabId' | 'userId'>;
  readonly #media: () => MediaState;
  readonly #offers: () => Addressed[];
  #connectWaiters: (() => void)[] = [];

  /** `media` returns the state that a request reports to the server, and `offers` the signals that go with it. */
  constructor(
    signalling: Pick<Signalling, 'request'>,
    page: Pick<CallOptions, 'code' | 'tabId' | 'userId'>,
    media: () => MediaState,
    offers: () => Addressed[],
  ) {
    this.#signalling = signalling;
    this.#page = page;
    this.#media = media;
    this.#offers = offers;
  }

  send(): Promise<JoinReply> {
    const { code, tabId, userId: pageUserId } = this.#page;
    const { entry, callId } = this;
    this.decision = null;
    const request = {
      ...entry,
      move: callId === undefined ? entry.move : undefined, // a rejoin must not end a page that has joined since
      code,
      tabId,
      pageUserId,
      callId,
      media: this.#media(),
      offers: this.#offers(),
    };
    return this.#signalling.request('join-call', request, () => {
      this.newestRoster = null; // rosters from before the answer are older than the answer's own
    });
  }

  /** Like `send`, but waits for the server if it can't be reached. */
  async sendWhenConnected(): Promise<JoinReply> {
    const reply = await this.send();
    if (!isDisconnected(reply)) return reply;
    await new Promise<void>((resolve) => {
      this.#connectWaiters.push(resolve);
      setTimeout(resolve, CONNECT_TIMEOUT_MS);
    });
    return this.send();
  }

  /** Call it when the socket connects. */
  connected(): void {
    for (const resolve of this.#connectWaiters.splice(0)) resolve();
  }
}

export function isDisconnected(reply: JoinReply): boolean {
  return !reply.ok && reply.error.code === 'disconnected';
}

export function isWaiting(value: JoinSnapshot | Waiting): value is Waiting {
  return 'waiting' in value;
}
