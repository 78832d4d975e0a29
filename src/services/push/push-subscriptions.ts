import { createHash } from 'node:crypto';
import type { Language } from '../../messages/messages.js';
import { PushSubscriptionModel } from '../../models/push-subscription.js';
import type { PushSubscriptionRecord } from '../../models/push-subscription.js';
import { isDuplicateKey } from '../database-errors.js';
import type { Receiver } from './web-push.js';

/** A browser with notifications, as its user sees it. */
export interface PushDevice {
  readonly id: string;
  /** The `_id` of the session in which the person has turned them on. */
  readonly session: string;
  readonly browser: string | null;
  readonly system: string | null;
  readonly createdAt: Date;
}

export interface NewSubscription extends Receiver {
  readonly userId: string;
  readonly session: string;
  readonly language: Language;
  readonly browser: string | null;
  readonly system: string | null;
}

/** Where to send something. */
export interface PushTarget extends Receiver {
  readonly id: string;
  readonly language: Language;
}

export interface PushSubscriptions {
  /** Replaces the subscription of the same session, and that of the same browser. */
  add(subscription: NewSubscription): Promise<void>;
  /** The devices whose sessions are open, the newest first. */
  list(userId: string): Promise<PushDevice[]>;
  /** Resolves to whether the user had such a device. */
  remove(userId: string, id: string): Promise<boolean>;
  /** The devices to send to. Forgets the subscriptions whose sessions have ended. */
  targets(userId: string): Promise<PushTarget[]>;
  /** The push service does not know the subscription any more. */
  forget(id: string): Promise<void>;
  /** Lets the subscription of a session go on in the session that replaces it. Resolves to a function for that session. */
  keep(session: string): Promise<(nextSession: string) => Promise<void>>;
}

export interface PushSubscriptionsOptions {
  /** The public VAPID key of this server. */
  readonly serverKey: string;
  /** The `_id`s of the open sessions of a user. A subscription of another session gets nothing. */
  openSessions(userId: string): Promise<readonly string[]>;
  /** ms since the epoch */
  readonly now: () => number;
}

/** Each session has at most one subscription, so this bounds what one user makes the server send. */
export const DEVICES_PER_USER_MAX = 20;

export function createPushSubscriptions(options: PushSubscriptionsOptions): PushSubscriptions {
  const { serverKey, openSessions, now } = options;

  /** Resolves to those whose session is open, and deletes the others. */
  async function openOf(userId: string): Promise<PushSubscriptionRecord[]> {
    const records: PushSubscriptionRecord[] = await PushSubscriptionModel.find({ user: userId })
      .sort({ createdAt: -1 })
      .lean();
    if (records.length === 0) return [];
    const sessions = await openSessions(userId);
    const isOpen = ({ session }: PushSubscriptionRecord) => sessions.includes(session);
    const kept = records.filter(isOpen).slice(0, DEVICES_PER_USER_MAX);
    const ended = records.filter((record) => !kept.includes(record)).map(({ _id }) => _id);
    if (ended.length > 0) await PushSubscriptionModel.deleteMany({ _id: { $in: ended } });
    return kept;
  }

  async function replace(
    record: Omit<PushSubscriptionRecord, '_id' | 'user'> & { user: PushSubscriptionRecord['user'] | string },
  ): Promise<void> {
    const { session, endpointHash } = record;
    await PushSubscriptionModel.deleteMany({ $or: [{ session }, { endpointHash }] });
    await PushSubscriptionModel.create(record);
  }

  return {
    async add({ userId, endpoint, ...rest }) {
      const endpointHash = createHash('sha256').update(endpoint).digest('base64url');
      const createdAt = new Date(now());
      const record = { ...rest, user: userId, endpoint, endpointHash, serverKey, createdAt };
      try {
        await replace(record);
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        await replace(record); // another request of this browser came first
      }
    },

    async list(userId) {
      return (await openOf(userId)).map(({ _id, session, browser, system, createdAt }) => ({
        id: String(_id),
        session,
        browser: browser ?? null,
        system: system ?? null,
        createdAt,
      }));
    },

    async remove(userId, id) {
      const { deletedCount } = await PushSubscriptionModel.deleteOne({ _id: id, user: userId });
      return deletedCount === 1;
    },

    async targets(userId) {
      // A push service refuses what another key has signed.
      const records = (await openOf(userId)).filter((record) => record.serverKey === serverKey);
      return records.map(({ _id, endpoint, p256dh, auth, language }) => ({
        id: String(_id),
        endpoint,
        p256dh,
        auth,
        language,
      }));
    },

    async forget(id) {
      await PushSubscriptionModel.deleteOne({ _id: id });
    },

    async keep(session) {
      const record = await PushSubscriptionModel.findOne({ session }).lean();
      return async (nextSession) => {
        if (!record) return;
        const { _id, ...fields } = record;
        await replace({ ...fields, session: nextSession });
      };
    },
  };
}

/** Ends the notifications of sessions that have ended. */
export async function forgetPushOfSessions(sessions: readonly string[]): Promise<void> {
  await PushSubscriptionModel.deleteMany({ session: { $in: [...sessions] } });
}

/** Ends the notifications of a user: all sessions have ended, or the account is deleted. */
export async function forgetPushOfUser(userId: string): Promise<void> {
  await PushSubscriptionModel.deleteMany({ user: userId });
}
