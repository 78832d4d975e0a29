import type { Call, Calls } from '../services/calls.js';
import type { Quota } from '../services/limits/attempt.js';
import type { Meeting, Meetings } from '../services/meetings.js';
import { ProtocolError } from './protocol-error.js';
import { TaskQueue } from './task-queue.js';

/** A call with participants, and its meeting, as the database has them. */
export interface RunningCall {
  readonly meeting: Meeting;
  readonly call: Call;
}

interface Entry extends RunningCall {
  /** When each user's page left, the latest time per user, in ms since 1970. */
  readonly leftAt: Map<string, number>;
}

interface PendingEnd {
  readonly callId: string;
  readonly at: Date;
}

export interface CallLedgerOptions {
  readonly meetings: Meetings;
  readonly calls: Calls;
  readonly now: () => number;
  /** Limits the meetings that a user creates by joining codes that nobody has used. */
  readonly newMeetings: Quota;
  /** Receives the error when a leave or an end could not be written. The next `touch` tries the end again. */
  onFailure(meetingId: string, error: unknown): void;
}

/**
 * Keeps the database's record of the running calls: who attended, from when, until when. Writes about one user in one
 * call happen in order, and a join waits until the meeting's previous call has ended.
 */
export class CallLedger {
  readonly #options: CallLedgerOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #pendingEnds = new Map<string, PendingEnd>();
  readonly #queue = new TaskQueue();

  constructor(options: CallLedgerOptions) {
    this.#options = options;
  }

  /** The meeting's running call, or null. */
  current(code: string): RunningCall | null {
    return this.#entries.get(code) ?? null;
  }

  /**
   * Records that the user is in the call. An unknown code becomes a meeting with this user as its host.
   * @throws {ProtocolError} `rate-limited` if the user has created too many meetings
   */
  join(code: string, userId: string): Promise<RunningCall> {
    return this.#queue.run(keyOf(code, userId), async () => {
      await this.#writePendingEnd(code);
      const { meetings, calls } = this.#options;
      const known = this.#entries.get(code);
      if (known) {
        await calls.attend(known.call.id, known.meeting.id, userId);
        if (this.#entries.get(code) === known) return known;
      }
      const meeting = known?.meeting ?? (await meetings.find(code)) ?? (await this.#create(code, userId));
      const call = await calls.join(meeting.id, userId);
      const entry = { meeting, call, leftAt: this.#entries.get(code)?.leftAt ?? new Map<string, number>() };
      this.#entries.set(code, entry);
      return entry;
    });
  }

  /**
   * Records that one page of the user left at `at`, in ms since 1970. The user has left when no page of the user
   * remains, and the call has ended when no page of anyone remains.
   */
  leave(
    code: string,
    userId: string,
    at: number,
    { userRemains, anyoneRemains }: { userRemains: boolean; anyoneRemains: boolean },
  ): void {
    const entry = this.#entries.get(code);
    if (!entry) return;
    entry.leftAt.set(userId, Math.max(at, entry.leftAt.get(userId) ?? 0));
    if (!userRemains) this.#writeLeave(code, userId, entry);
    if (!anyoneRemains) {
      this.#entries.delete(code);
      this.#pendingEnds.set(code, {
        callId: entry.call.id,
        at: new Date(Math.max(...entry.leftAt.values())),
      });
      const users = [...entry.leftAt.keys()];
      // First wait for the writes about these users that are under way.
      void Promise.all(users.map((user) => this.#queue.run(keyOf(code, user), async () => undefined)))
        .then(() => this.#writePendingEnd(code))
        .catch((error: unknown) => {
          this.#options.onFailure(entry.meeting.id, error);
        });
    }
  }

  /**
   * Records that the running calls are still running, and tries again to write ends that could not be written. Then
   * closes what crashed processes left open.
   */
  async touch(): Promise<void> {
    const ids = [...this.#entries.values()].map(({ call }) => call.id);
    await Promise.all([
      this.#options.calls.touch(ids, new Date(this.#options.now())),
      ...[...this.#pendingEnds.keys()].map((code) => this.#writePendingEnd(code)),
    ]);
    await this.#options.calls.closeInterrupted();
  }

  /** Resolves when every write is finished. */
  async close(): Promise<void> {
    await this.#queue.idle();
    await this.touch();
  }

  async #create(code: string, userId: string): Promise<Meeting> {
    const { allowed } = await this.#options.newMeetings.take(userId);
    if (!allowed) throw new ProtocolError('rate-limited');
    return this.#options.meetings.findOrCreate(code, userId);
  }

  #writeLeave(code: string, userId: string, { meeting, call, leftAt }: Entry): void {
    const at = new Date(leftAt.get(userId) ?? this.#options.now());
    this.#queue
      .run(keyOf(code, userId), () => this.#options.calls.leave(call.id, userId, at))
      .catch((error: unknown) => {
        // Not tried again: `closeInterrupted` closes the attendance, because it shows no further life.
        this.#options.onFailure(meeting.id, error);
      });
  }

  #writePendingEnd(code: string): Promise<void> {
    return this.#queue.run(code, async () => {
      const end = this.#pendingEnds.get(code);
      if (!end) return;
      await this.#options.calls.end(end.callId, end.at);
      if (this.#pendingEnds.get(code) === end) this.#pendingEnds.delete(code);
    });
  }
}

function keyOf(code: string, userId: string): string {
  return `${code} ${userId}`;
}
