import { MeetingModel } from '../models/meeting.js';
import { RingModel } from '../models/ring.js';
import type { RingOutcome, RingRecord } from '../models/ring.js';

export type { RingOutcome };

export interface NewRing {
  /** A random UUID. */
  readonly id: string;
  readonly callerId: string;
  readonly calleeId: string;
  readonly outcome: Extract<RingOutcome, 'ringing' | 'busy' | 'away'>;
  /** Whether the callee never learns of it, because one of both has blocked the other. */
  readonly isHidden: boolean;
}

/** A call of or to this user that nobody has answered. */
export interface MissedRing {
  readonly id: string;
  readonly otherId: string;
  readonly isOutgoing: boolean;
  readonly startedAt: Date;
  readonly outcome: RingOutcome;
}

/** The record of who has called whom by username, and how it ended. */
export interface Rings {
  record(ring: NewRing): Promise<void>;
  /** Records the end of a ring that is still ringing. `meetingId` belongs to an answered one. */
  end(id: string, outcome: Exclude<RingOutcome, 'ringing'>, meetingId?: string): Promise<void>;
  /** The calls of and to the user that nobody answered, newest first. `before` is the `startedAt` of the last known one. */
  unanswered(userId: string, page: { limit: number; before?: Date }): Promise<MissedRing[]>;
  /** The people behind the latest calls of and to the user, the latest first, with the time of the call. */
  recentPeople(userId: string, limit: number): Promise<{ id: string; at: Date }[]>;
  /** The ids of the callers whom the user has missed since the last look at the history, the latest first. */
  unseenCallers(userId: string): Promise<string[]>;
  /** The user has seen all missed calls, or those of one caller. */
  markSeen(userId: string, callerId?: string): Promise<void>;
  /**
   * Records as missed what an earlier process left ringing. `isOnlyProcess`: whatever rings now; otherwise what has been
   * ringing for longer than any ring lasts.
   */
  endInterrupted(start: { isOnlyProcess: boolean }): Promise<number>;
}

/** Longer than any ring lasts: the longest setting is two minutes. */
const RINGING_MAX_MS = 180_000;
/** `recentPeople` and `unseenCallers` read this many calls. */
const READ_MAX = 100;
const NOT_ANSWERED: RingOutcome[] = ['declined', 'cancelled', 'missed', 'busy', 'away'];
const MISSED: RingOutcome[] = ['cancelled', 'missed', 'busy', 'away'];

/** @param now ms since 1970 */
export function createRings(now: () => number = Date.now): Rings {
  return {
    async record({ id, callerId, calleeId, outcome, isHidden }) {
      await RingModel.create({
        _id: id,
        caller: callerId,
        callee: calleeId,
        startedAt: new Date(now()),
        outcome,
        isHidden,
      });
    },

    async end(id, outcome, meetingId) {
      // The callee has seen a call that they answered or declined.
      const isSeen = outcome === 'answered' || outcome === 'declined';
      await RingModel.updateOne(
        { _id: id, outcome: 'ringing' },
        {
          $set: {
            outcome,
            ...(meetingId !== undefined && { meeting: meetingId }),
            ...(isSeen && { seenAt: new Date(now()) }),
          },
        },
      );
    },

    async unanswered(userId, { limit, before }) {
      const page = {
        outcome: { $in: NOT_ANSWERED },
        ...(before && { startedAt: { $lt: before } }),
      };
      const [incoming, outgoing] = await Promise.all([
        RingModel.find({ callee: userId, isHidden: false, ...page })
          .sort({ startedAt: -1 })
          .limit(limit)
          .lean<RingRecord[]>(),
        RingModel.find({ caller: userId, ...page })
          .sort({ startedAt: -1 })
          .limit(limit)
          .lean<RingRecord[]>(),
      ]);
      return [...incoming, ...outgoing]
        .map((record) => toMissedRing(record, userId))
        .sort((a, b) => b.startedAt.getTime() - a.startedAt.getTime())
        .slice(0, limit);
    },

    async recentPeople(userId, limit) {
      const records = await Promise.all([
        RingModel.find({ callee: userId, isHidden: false })
          .sort({ startedAt: -1 })
          .limit(READ_MAX)
          .lean<RingRecord[]>(),
        RingModel.find({ caller: userId }).sort({ startedAt: -1 }).limit(READ_MAX).lean<RingRecord[]>(),
      ]);
      const latest = new Map<string, Date>();
      for (const record of records.flat()) {
        const { otherId, startedAt } = toMissedRing(record, userId);
        if (startedAt > (latest.get(otherId) ?? new Date(0))) latest.set(otherId, startedAt);
      }
      return [...latest]
        .map(([id, at]) => ({ id, at }))
        .sort((a, b) => b.at.getTime() - a.at.getTime())
        .slice(0, limit);
    },

    async unseenCallers(userId) {
      const records = await RingModel.find({
        callee: userId,
        seenAt: null,
        isHidden: false,
        outcome: { $in: MISSED },
      })
        .sort({ startedAt: -1 })
        .limit(READ_MAX)
        .lean<RingRecord[]>();
      return records.map(({ caller }) => String(caller));
    },

    async markSeen(userId, callerId) {
      await RingModel.updateMany(
        {
          callee: userId,
          seenAt: null,
          outcome: { $in: MISSED },
          ...(callerId !== undefined && { caller: callerId }),
        },
        { $set: { seenAt: new Date(now()) } },
      );
    },

    async endInterrupted({ isOnlyProcess }) {
      const before = new Date(now() - RINGING_MAX_MS);
      const { modifiedCount } = await RingModel.updateMany(
        { outcome: 'ringing', ...(!isOnlyProcess && { startedAt: { $lt: before } }) },
        { $set: { outcome: 'missed' } },
      );
      return modifiedCount;
    },
  };
}

function toMissedRing({ _id, caller, callee, startedAt, outcome }: RingRecord, userId: string): MissedRing {
  const isOutgoing = String(caller) === userId;
  return { id: _id, otherId: String(isOutgoing ? callee : caller), isOutgoing, startedAt, outcome };
}

/**
 * When an account is deleted, its calls stay in the histories of the others without a name. Meetings of two carry both
 * names as their title, so they get their codes back as titles.
 */
export async function forgetRings(userId: string): Promise<void> {
  await RingModel.deleteMany({ caller: userId, isHidden: true });
  const answered = await RingModel.find({
    outcome: 'answered',
    $or: [{ caller: userId }, { callee: userId }],
  })
    .select('meeting')
    .lean();
  const meetings = await MeetingModel.find({
    _id: { $in: answered.map(({ meeting }) => meeting) },
    origin: 'called',
  })
    .select('code')
    .lean();
  for (const { _id, code } of meetings) await MeetingModel.updateOne({ _id }, { $set: { title: code } });
}
