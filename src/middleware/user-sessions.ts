import type MongoStore from 'connect-mongo';
import type { Device } from './device-of.js';

/** The collection of the session store. */
type SessionCollection = Awaited<MongoStore['collectionP']>;

export interface StartedSession {
  /** The `_id` in the collection. */
  readonly storedId: string;
  readonly userId: string;
  readonly startedAt: Date;
  readonly device: Device;
}

/** A session as its user sees it. */
export interface UserSession extends Device {
  /** The `_id` in the collection. With it nobody can use the session. */
  readonly id: string;
  readonly startedAt: Date;
  /** The last use, up to an hour early: a session in use is not written more often. */
  readonly lastSeenAt: Date;
}

/** Is told about sessions that have just ended, so that nothing of them stays. */
export interface SessionEnds {
  /** @param storedIds the `_id`s of the sessions */
  ended(storedIds: readonly string[]): Promise<void>;
  allEnded(userId: string): Promise<void>;
}

export interface UserSessions {
  /** Notes a session that has just been stored, and ends the oldest sessions of its user if there are too many. */
  add(session: StartedSession): Promise<void>;
  /** The sessions that started after `since` and have not expired at `now`, the newest first. */
  list(userId: string, period: { since: Date; now: Date }): Promise<UserSession[]>;
  /** Ends this session if it belongs to the user. */
  end(userId: string, storedId: string): Promise<void>;
  /** Ends all sessions of the user. */
  endAll(userId: string): Promise<void>;
}

/** The fields that are read here. Sessions from before `browser` and `system` existed lack them. */
interface SessionRecord {
  _id: string;
  startedAt: Date;
  lastModified?: Date;
  browser?: string | null;
  system?: string | null;
}

const SESSIONS_PER_USER_MAX = 20;

/**
 * Adds the fields `user`, `startedAt`, `browser` and `system` to the sessions; the session store keeps them when it
 * updates a session. Resolves when their index exists.
 */
export async function createUserSessions(
  collection: SessionCollection,
  ends: SessionEnds,
): Promise<UserSessions> {
  await collection.createIndex({ user: 1, startedAt: 1 }, undefined, undefined);
  return {
    async add({ storedId, userId, startedAt, device: { browser, system } }) {
      await collection.updateOne({ _id: storedId }, { $set: { user: userId, startedAt, browser, system } });
      const sessions = await collection
        .find({ user: userId }, { projection: { _id: 1 } })
        .sort({ startedAt: -1 })
        .toArray();
      const surplus = sessions.slice(SESSIONS_PER_USER_MAX).map(({ _id }) => _id);
      if (surplus.length === 0) return;
      await collection.deleteMany({ _id: { $in: surplus } });
      await ends.ended(surplus);
    },

    async list(userId, { since, now }) {
      const found = await collection
        .find({ user: userId, startedAt: { $gt: since }, expires: { $gt: now } })
        .sort({ startedAt: -1 })
        .toArray();
      const records = found as unknown as SessionRecord[];
      return records.map(({ _id, startedAt, lastModified, browser, system }) => ({
        id: _id,
        startedAt,
        lastSeenAt: lastModified ?? startedAt,
        browser: browser ?? null,
        system: system ?? null,
      }));
    },

    async end(userId, storedId) {
      const { deletedCount } = await collection.deleteOne({ _id: storedId, user: userId });
      if (deletedCount === 1) await ends.ended([storedId]);
    },

    async endAll(userId) {
      await collection.deleteMany({ user: userId });
      await ends.allEnded(userId);
    },
  };
}
