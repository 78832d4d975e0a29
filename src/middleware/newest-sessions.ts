import type MongoStore from 'connect-mongo';

/** The collection of the session store. */
type SessionCollection = Awaited<MongoStore['collectionP']>;

export interface StartedSession {
  /** The `_id` in the collection. */
  readonly storedId: string;
  readonly userId: string;
}

export interface NewestSessions {
  /** Notes a session that has just been stored, and ends the oldest sessions of its user if there are too many. */
  add(session: StartedSession): Promise<void>;
}

const SESSIONS_PER_USER_MAX = 20;

/**
 * Adds the fields `user` and `startedAt` to the sessions; the session store keeps them when it updates a session. Resolves
 * when their index exists.
 */
export async function createNewestSessions(collection: SessionCollection): Promise<NewestSessions> {
  await collection.createIndex({ user: 1, startedAt: 1 }, undefined, undefined);
  return {
    async add({ storedId, userId }) {
      await collection.updateOne({ _id: storedId }, { $set: { user: userId, startedAt: new Date() } });
      const sessions = await collection
        .find({ user: userId }, { projection: { _id: 1 } })
        .sort({ startedAt: -1 })
        .toArray();
      const surplus = sessions.slice(SESSIONS_PER_USER_MAX).map(({ _id }) => _id);
      if (surplus.length > 0) await collection.deleteMany({ _id: { $in: surplus } });
    },
  };
}
