import type { Call, Calls } from '../services/calls.js';
import type { Meeting, Meetings } from '../services/meetings.js';
import { TaskQueue } from './task-queue.js';

/** A call that people are in, as the store knows it. */
export interface GoingCall {
  readonly meeting: Meeting;
  readonly call: Call;
}

interface Entry extends GoingCall {
  /** When each user was last there, in ms since the epoch; of those who have left. */
  readonly left: Map<string, number>;
}

interface Ending {
  readonly callId: string;
  readonly at: Date;
}

export interface CallLedgerOptions {
  readonly meetings: Meetings;
  readonly calls: Calls;
  readonly now: () => number;
  /** Told when the store could not note something; what can be made good is tried again with the next `touch`. */
  onFailure(code: string, error: unknown): void;
}

/**
 * Keeps the store's record of the calls that are going on: who is there, since when, until when. What is written
 * about one user in one call is written in order, and no call ends beside a join.
 */
export class CallLedger {
  readonly #options: CallLedgerOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #endings = new Map<string, Ending>();
  readonly #queue = new TaskQueue();

  constructor(options: CallLedgerOptions) {
    this.#options = options;
  }

  /** The meeting's call, if people are in it. */
  current(code: string): GoingCall | null {
    return this.#entries.get(code) ?? null;
  }

  /** Notes that the user is there. An unknown code becomes a meeting of theirs. */
  enter(code: string, userId: string): Promise<GoingCall> {
    return this.#queue.run(keyOf(code, userId), async () => {
      await this.#settle(code);
      const { meetings, calls } = this.#options;
      const going = this.#entries.get(code);
      if (going) {
        await calls.attend(going.call.id, going.meeting.id, userId);
        if (this.#entries.get(code) === going) return going;
      }
      const meeting = going?.meeting ?? (await meetings.findOrCreate(code, userId));
      const call = await calls.join(meeting.id, userId);
      const entry = { meeting, call, left: this.#entries.get(code)?.left ?? new Map<string, number>() };
      this.#entries.set(code, entry);
      return entry;
    });
  }

  /**
   * One page of the user has left at `at`, in ms since the epoch. The user has left with their last page, and the
   * call has ended when nobody is there.
   */
  depart(
    code: string,
    userId: string,
    at: number,
    rest: { userIsThere: boolean; anyoneIsThere: boolean },
  ): void {
    const entry = this.#entries.get(code);
    if (!entry) return;
    entry.left.set(userId, Math.max(at, entry.left.get(userId) ?? 0));
    if (!rest.userIsThere) this.#noteLeft(code, userId, entry);
    if (!rest.anyoneIsThere) {
      this.#entries.delete(code);
      this.#endings.set(code, { callId: entry.call.id, at: new Date(Math.max(...entry.left.values())) });
      const users = [...entry.left.keys()];
      void Promise.all(users.map((user) => this.#queue.run(keyOf(code, user), async () => undefined)))
        .then(() => this.#settle(code))
        .catch((error: unknown) => {
          this.#options.onFailure(code, error);
        });
    }
  }

  /** A sign of life for the calls that are going on, and another try for what could not be written. */
  async touch(): Promise<void> {
    const ids = [...this.#entries.values()].map(({ call }) => call.id);
    await Promise.all([
      this.#options.calls.touch(ids, new Date(this.#options.now())),
      ...[...this.#endings.keys()].map((code) => this.#settle(code)),
    ]);
  }

  /** Resolves when all that is being written has been written. */
  async close(): Promise<void> {
    await this.#queue.idle();
    await this.touch();
  }

  #noteLeft(code: string, userId: string, { call, left }: Entry): void {
    const at = new Date(left.get(userId) ?? this.#options.now());
    this.#queue
      .run(keyOf(code, userId), () => this.#options.calls.leave(call.id, userId, at))
      .catch((error: unknown) => {
        // The end of the call makes it good.
        this.#options.onFailure(code, error);
      });
  }

  /** Ends the call that nobody is in any more, if there is one. */
  #settle(code: string): Promise<void> {
    return this.#queue.run(code, async () => {
      const ending = this.#endings.get(code);
      if (!ending) return;
      await this.#options.calls.end(ending.callId, ending.at);
      if (this.#endings.get(code) === ending) this.#endings.delete(code);
    });
  }
}

function keyOf(code: string, userId: string): string {
  return `${code} ${userId}`;
}
