import { randomUUID } from 'node:crypto';
import { RandomMailModel } from '../models/random-mail.js';
import { RandomPairModel } from '../models/random-pair.js';
import { RandomSeatModel } from '../models/random-seat.js';
import type { RandomSeatRecord } from '../models/random-seat.js';
import { isDuplicateKey } from './database-errors.js';

/** The place of one user in the random meetings. Times are in ms since 1970. */
export interface Seat {
  readonly userId: string;
  readonly page: string;
  readonly server: string;
  readonly mode: 'video' | 'text';
  readonly state: 'waiting' | 'paired' | 'idle';
  readonly pairId: string | null;
  readonly partnerId: string | null;
  readonly lastPartnerId: string | null;
  /** The user waits since then. */
  readonly since: number;
  readonly pairedAt: number | null;
  readonly seenAt: number;
  readonly revision: string;
}

/** The page of a user, and the run of the server to which it is connected. */
export interface Holder {
  readonly userId: string;
  readonly page: string;
  readonly server: string;
}

/**
 * The seats of all users, in the database that all servers share. There are no transactions over two seats: a pair exists when
 * both seats name it, and `claim` writes them one after the other. All changes compare and set, so that servers can act at
 * the same time.
 */
export interface RandomSeats {
  /** Gives the page the seat of its user, and lets the user wait. Resolves to the seat as it was before, or null. */
  wait(holder: Holder, mode: Seat['mode']): Promise<Seat | null>;
  /** The page is connected again, maybe to another server. Resolves to null if another page has the seat. */
  resume(holder: Holder): Promise<Seat | null>;
  /** The user neither waits nor is in a pair any more. Resolves to the seat as it was before, or null if the page has none. */
  stop(userId: string, page: string): Promise<Seat | null>;
  /** Ends a pair for one of its two users. */
  release(userId: string, pairId: string): Promise<void>;
  /** Takes back one half of a pair that has not come about. The user waits on. */
  undo(userId: string, pairId: string): Promise<void>;
  /** Makes a pair of two users who wait. Resolves to the id of the pair, or to null if one of the seats has changed. */
  claim(one: Seat, other: Seat): Promise<string | null>;
  find(userIds: readonly string[]): Promise<Map<string, Seat>>;
  /** The users who have waited longest, at most `limit`. */
  waiting(limit: number): Promise<Seat[]>;
  /** The server says that the pages of these users are there. Without that for a while, they count as lost. */
  beat(server: string, userIds: readonly string[]): Promise<void>;
  /** The server stops: nobody can meet the people who wait at it. */
  closeWaiting(server: string): Promise<void>;
}

/** A person who waits at a server that is silent for this long is matched with nobody. */
export const WAITING_STALE_MS = 8_000;
/** The memory of the last partner ends after this time without a random meeting. */
const SEAT_KEPT_MS = 60 * 60_000;
/** So long two people may report or block each other after they have met. */
const PAIR_KEPT_MS = 2 * 24 * 60 * 60_000;

/** The fields that a change sets. Mongoose turns the texts of ids into ids. */
interface SeatChange {
  readonly page?: string;
  readonly server?: string;
  readonly mode?: Seat['mode'];
  readonly state?: Seat['state'];
  readonly pair?: null;
  readonly partner?: null;
  readonly lastPartner?: string | null;
  readonly since?: Date;
  readonly seenAt?: Date;
}

export function createRandomSeats(now: () => number = Date.now): RandomSeats {
  /** The fields that every change sets. */
  const fresh = () => ({ revision: randomUUID(), expiresAt: new Date(now() + SEAT_KEPT_MS) });

  /** Reads the seat and replaces it, again and again until no other change comes in between. */
  async function change(userId: string, next: (seat: Seat) => SeatChange | null): Promise<Seat | null> {
    for (;;) {
      const record = await RandomSeatModel.findById(userId).lean();
      if (!record) return null;
      const seat = toSeat(record);
      const changes = next(seat);
      if (!changes) return null;
      const { matchedCount } = await RandomSeatModel.updateOne(
        { _id: userId, revision: seat.revision },
        { $set: { ...changes, ...fresh() } },
      );
      if (matchedCount === 1) return seat;
    }
  }

  async function take(userId: string, seat: Seat, pairId: string, partnerId: string): Promise<boolean> {
    const at = new Date(now());
    const { matchedCount } = await RandomSeatModel.updateOne(
      { _id: userId, revision: seat.revision, state: 'waiting' },
      { $set: { state: 'paired', pair: pairId, partner: partnerId, pairedAt: at, ...fresh() } },
    );
    return matchedCount === 1;
  }

  async function undo(userId: string, pairId: string): Promise<void> {
    await RandomSeatModel.updateOne(
      { _id: userId, pair: pairId },
      { $set: { state: 'waiting', pair: null, partner: null, ...fresh() } },
    );
  }

  async function find(userIds: readonly string[]): Promise<Map<string, Seat>> {
    const records = await RandomSeatModel.find({ _id: { $in: [...userIds] } }).lean();
    return new Map(records.map((record) => [String(record._id), toSeat(record)]));
  }

  return {
    async wait({ userId, page, server }, mode) {
      const at = new Date(now());
      const waiting = { page, server, mode, state: 'waiting', pair: null, partner: null } as const;
      for (;;) {
        const before = await change(userId, ({ partnerId, lastPartnerId }) => ({
          ...waiting,
          lastPartner: partnerId ?? lastPartnerId,
          since: at,
          seenAt: at,
        }));
        if (before) return before;
        try {
          await RandomSeatModel.create({ _id: userId, ...waiting, since: at, seenAt: at, ...fresh() });
          return null;
        } catch (error) {
          if (!isDuplicateKey(error)) throw error; // another page of the user has been faster
        }
      }
    },

    async resume({ userId, page, server }) {
      const before = await change(userId, (seat) =>
        seat.page === page ? { server, seenAt: new Date(now()) } : null,
      );
      return before && { ...before, server };
    },

    stop: (userId, page) =>
      change(userId, (seat) => (seat.page === page && seat.state !== 'idle' ? leaving(seat) : null)),

    async release(userId, pairId) {
      await change(userId, (seat) => (seat.pairId === pairId ? leaving(seat) : null));
    },

    undo,

    async claim(one, other) {
      const pairId = randomUUID();
      // Two servers that want the same person take the seats in the same order, so one of them gets both.
      const [first, second] = one.userId < other.userId ? [one, other] : [other, one];
      const at = now();
      const record = RandomPairModel.create({
        _id: pairId,
        first: one.userId,
        second: other.userId,
        startedAt: new Date(at),
        expiresAt: new Date(at + PAIR_KEPT_MS),
      });
      const [isFirstTaken] = await Promise.all([take(first.userId, first, pairId, second.userId), record]);
      if (isFirstTaken) {
        if (await take(second.userId, second, pairId, first.userId)) {
          // After a long pause of this process, the other server may have taken back the first half.
          if ((await find([first.userId])).get(first.userId)?.pairId === pairId) return pairId;
          await undo(second.userId, pairId);
        } else {
          await undo(first.userId, pairId);
        }
      }
      await RandomPairModel.deleteOne({ _id: pairId });
      return null;
    },

    find,

    async waiting(limit) {
      const records = await RandomSeatModel.find({
        state: 'waiting',
        seenAt: { $gte: new Date(now() - WAITING_STALE_MS) },
      })
        .sort({ since: 1 })
        .limit(limit)
        .lean();
      return records.map(toSeat);
    },

    async beat(server, userIds) {
      const at = now();
      await RandomSeatModel.updateMany(
        { _id: { $in: [...userIds] }, server, state: { $in: ['waiting', 'paired'] } },
        { $set: { seenAt: new Date(at), expiresAt: new Date(at + SEAT_KEPT_MS) } },
      );
    },

    async closeWaiting(server) {
      await RandomSeatModel.updateMany({ server, state: 'waiting' }, { $set: { state: 'idle', ...fresh() } });
    },
  };
}

/** Removes what the random meetings have stored about this user, when the account is deleted. Reports are a matter of their own. */
export async function forgetRandomMeetings(userId: string): Promise<void> {
  await RandomMailModel.deleteMany({ user: userId });
  await RandomPairModel.deleteMany({ $or: [{ first: userId }, { second: userId }] });
  await RandomSeatModel.deleteOne({ _id: userId });
}

function leaving({ partnerId, lastPartnerId }: Seat): SeatChange {
  return { state: 'idle', pair: null, partner: null, lastPartner: partnerId ?? lastPartnerId };
}

function toSeat(record: RandomSeatRecord): Seat {
  return {
    userId: String(record._id),
    page: record.page,
    server: record.server,
    mode: record.mode,
    state: record.state,
    pairId: record.pair ?? null,
    partnerId: record.partner ? String(record.partner) : null,
    lastPartnerId: record.lastPartner ? String(record.lastPartner) : null,
    since: record.since.getTime(),
    pairedAt: record.pairedAt?.getTime() ?? null,
    seenAt: record.seenAt.getTime(),
    revision: record.revision,
  };
}
