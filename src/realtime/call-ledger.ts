import type { Moderation } from '../services/call-moderation.js';
import type { Call, Calls } from '../services/calls.js';
import type { Quota } from '../services/limits/attempt.js';
import type { RunningHere } from '../services/meeting-access.js';
import type { Meeting, Meetings } from '../services/meetings.js';
import { ProtocolError } from './protocol-error.js';
import { TaskQueue } from './task-queue.js';

/** A call with participants, and its meeting, as the database has them. */
export interface RunningCall {
  readonly meeting: Meeting;
  readonly call: Pick<Call, 'id' | 'startedAt'>;
  readonly moderation: Moderation;
}

interface Entry extends RunningCall {
  /** When each user's page left, the latest time per user, in ms since 1970. */
  readonly leftAt: Map<string, number>;
}

interface PendingEnd {
  readonly callId: string;
  readonly at: Date;
  readonly isByHost: boolean;
  /** The first try to store the end. */
  readonly stored: Promise<void>;
}

/** So many calls that a host has ended are remembered here. The database remembers all of them, a moment later. */
const ENDED_MAX = 1_000;

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
  /** The ids of the calls that a host has ended. */
  readonly #endedByHost = new Set<string>();
  readonly #queue = new TaskQueue();

  constructor(options: CallLedgerOptions) {
    this.#options = options;
  }

  /** The meeting's running call, or null. */
  current(code: string): RunningCall | null {
    return this.#entries.get(code) ?? null;
  }

  /** The same, as `MeetingAccess` takes it. */
  runningHere(code: string): RunningHere | undefined {
    const entry = this.#entries.get(code);
    return (
      entry && { meetingId: entry.meeting.id, call: { id: entry.call.id, moderation: entry.moderation } }
    );
  }

  /**
   * Records that the person is in the call; `guestName` is the name that a guest has typed. An unknown code becomes a meeting with this user as its host.
   * @throws {ProtocolError} `rate-limited` if the user has created too many meetings; `no-guests` for a guest with an unknown code
   */
  join(code: string, personId: string, guestName?: string): Promise<RunningCall> {
    return this.#queue.run(keyOf(code, personId), async () => {
      await this.#writePendingEnd(code);
      const { meetings, calls } = this.#options;
      const known = this.#entries.get(code);
      if (known) {
        await calls.attend(known.call.id, known.meeting.id, personId, guestName);
        const now = this.#entries.get(code);
        if (now?.call.id === known.call.id) return now;
      }
      const meeting =
        (await meetings.find(code)) ?? (await this.#create(code, personId, guestName !== undefined));
      const call = await calls.join(meeting.id, personId, guestName);
      const other = this.#entries.get(code);
      // Another join has opened the call here meanwhile, and hosts may have decided something since.
      if (other?.call.id === call.id) return other;
      const { moderation } = call;
      const leftAt = other?.leftAt ?? new Map<string, number>();
      const entry = { meeting, call, moderation, leftAt };
      this.#entries.set(code, entry);
      return entry;
    });
  }

  /**
   * The same for a person whose page has entered the running call already: never opens another one.
   * @throws {ProtocolError} `not-in-call` if the call has ended meanwhile
   */
  attend(code: string, personId: string, guestName?: string): Promise<RunningCall> {
    const entered = this.#entries.get(code);
    return this.#queue.run(keyOf(code, personId), async () => {
      if (entered) await this.#options.calls.attend(entered.call.id, entered.meeting.id, personId, guestName);
      const now = this.#entries.get(code);
      if (!now || now.call.id !== entered?.call.id) throw new ProtocolError('not-in-call');
      return now;
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
      this.#end(code, entry, { at: new Date(Math.max(...entry.leftAt.values())), isByHost: false });
    }
  }

  /** Settles with the first try to store the end of the meeting's previous call, which waits for the leaves. */
  endStored(code: string): Promise<void> {
    return this.#pendingEnds.get(code)?.stored ?? Promise.resolve();
  }

  /** Stores the end of the meeting's previous call at once, if it is not stored yet. */
  previousCallEnded(code: string): Promise<void> {
    return this.#pendingEnds.has(code) ? this.#writePendingEnd(code) : Promise.resolve();
  }

  /** Records what a host has decided. @throws {ProtocolError} `not-in-call` if no call is running */
  moderate(code: string, decide: (now: Moderation) => Moderation): Promise<void> {
    return this.#queue.run(`${code} moderation`, async () => {
      const entry = this.#entries.get(code);
      if (!entry) throw new ProtocolError('not-in-call');
      const moderation = decide(entry.moderation);
      await this.#options.calls.moderate(entry.call.id, moderation);
      const now = this.#entries.get(code);
      if (now?.call.id === entry.call.id) this.#entries.set(code, { ...now, moderation });
    });
  }

  /** The host has changed the settings of the meeting. */
  setMeeting(meeting: Meeting): void {
    const entry = this.#entries.get(meeting.code);
    if (entry) this.#entries.set(meeting.code, { ...entry, meeting });
  }

  /** Records that a host ends the call for everyone. `userIds` are the people in it. Returns false if none is running. */
  endForAll(code: string, userIds: readonly string[]): boolean {
    const entry = this.#entries.get(code);
    if (!entry) return false;
    const at = this.#options.now();
    for (const userId of userIds) entry.leftAt.set(userId, at);
    this.#endedByHost.add(entry.call.id);
    const [oldest] = this.#endedByHost;
    if (this.#endedByHost.size > ENDED_MAX && oldest !== undefined) this.#endedByHost.delete(oldest);
    this.#end(code, entry, { at: new Date(at), isByHost: true });
    return true;
  }

  /** Whether a host has ended this call for everyone, as far as this process remembers. */
  wasEndedByHost(callId: string): boolean {
    return this.#endedByHost.has(callId);
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

  #end(code: string, entry: Entry, { at, isByHost }: Pick<PendingEnd, 'at' | 'isByHost'>): void {
    this.#entries.delete(code);
    // A join under way may have taken up the call that a host has just ended, and ends it a second time.
    const wasByHost = isByHost || this.wasEndedByHost(entry.call.id);
    const users = [...entry.leftAt.keys()];
    // First wait for the writes about these users that are under way.
    const stored = Promise.all(
      users.map((user) => this.#queue.run(keyOf(code, user), async () => undefined)),
    ).then(() => this.#writePendingEnd(code));
    this.#pendingEnds.set(code, { callId: entry.call.id, at, isByHost: wasByHost, stored });
    stored.catch((error: unknown) => {
      this.#options.onFailure(entry.meeting.id, error);
    });
  }

  async #create(code: string, userId: string, isGuest: boolean): Promise<Meeting> {
    // The meeting may have been deleted after a host had let the guest in.
    if (isGuest) throw new ProtocolError('no-guests');
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
      await this.#options.calls.end(end.callId, end.at, end.isByHost);
      if (this.#pendingEnds.get(code) === end) this.#pendingEnds.delete(code);
    });
  }
}

function keyOf(code: string, userId: string): string {
  return `${code} ${userId}`;
}
