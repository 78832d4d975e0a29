import { PasskeyModel } from '../models/passkey.js';
import type { PasskeyRecord } from '../models/passkey.js';
import { isDuplicateKey } from './database-errors.js';
import { creationOptions, requestOptions, verifyCreation, verifyUse } from './passkey-ceremonies.js';
import type {
  AuthenticationResponseJSON,
  CeremonyRefusal,
  Expected,
  Outcome,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from './passkey-ceremonies.js';

/** A passkey as its user sees it. */
export interface Passkey {
  readonly id: string;
  readonly name: string;
  readonly createdAt: Date;
  /** Null until the first use. */
  readonly lastUsedAt: Date | null;
}

export type AddRefusal = CeremonyRefusal | 'already-added' | 'too-many';

/**
 * The word in the log for the reason of a refusal. `counter`: the authenticator has signed fewer times than one with the
 * same key, so one of them is a copy.
 */
export type UseRefusal = CeremonyRefusal | 'unknown-passkey' | 'counter';

export interface Passkeys {
  /** The oldest first. */
  list(userId: string): Promise<Passkey[]>;
  /** What the page passes to `navigator.credentials.create`. */
  optionsToAdd(
    user: { id: string; name: string; username: string },
    expected: Expected,
  ): Promise<PublicKeyCredentialCreationOptionsJSON>;
  add(
    userId: string,
    name: string,
    response: RegistrationResponseJSON,
    expected: Expected,
  ): Promise<Outcome<Passkey, AddRefusal>>;
  /**
   * What the page passes to `navigator.credentials.get`. With `userId` null, browsers offer all passkeys of this site, and
   * the options tell nothing about any account.
   */
  optionsToUse(userId: string | null, expected: Expected): Promise<PublicKeyCredentialRequestOptionsJSON>;
  /**
   * Resolves to the id of the passkey's user. With `userId` only passkeys of this user count; with null the passkey is the
   * only factor, so its authenticator must have verified the person.
   */
  use(
    userId: string | null,
    response: AuthenticationResponseJSON,
    expected: Expected,
  ): Promise<Outcome<string, UseRefusal>>;
  /** Removes a passkey of the user. Resolves to whether there was one. */
  remove(userId: string, id: string): Promise<boolean>;
}

/** Far more than the devices of one person; bounds the lists that browsers receive. */
export const PASSKEYS_PER_USER_MAX = 20;

/** @param now ms since the epoch */
export function createPasskeys(now: () => number): Passkeys {
  const recordsOf = (userId: string): Promise<PasskeyRecord[]> =>
    PasskeyModel.find({ user: userId }).sort({ createdAt: 1 }).limit(PASSKEYS_PER_USER_MAX).lean();

  return {
    async list(userId) {
      return (await recordsOf(userId)).map(toPasskey);
    },

    async optionsToAdd(user, expected) {
      return creationOptions(expected, user, await recordsOf(user.id));
    },

    async add(userId, name, response, expected) {
      const verified = await verifyCreation(response, expected);
      if (!verified.ok) return verified;
      const count = await PasskeyModel.countDocuments({ user: userId });
      if (count >= PASSKEYS_PER_USER_MAX) return { ok: false, reason: 'too-many' };
      try {
        const record = await PasskeyModel.create({
          ...verified.value,
          transports: [...verified.value.transports],
          user: userId,
          name,
          rpId: expected.rp.id,
          createdAt: new Date(now()),
        });
        return { ok: true, value: toPasskey(record) };
      } catch (error) {
        if (isDuplicateKey(error)) return { ok: false, reason: 'already-added' };
        throw error;
      }
    },

    async optionsToUse(userId, expected) {
      if (userId === null) return requestOptions(expected, null);
      const records = await recordsOf(userId);
      return requestOptions(
        expected,
        records.filter(({ rpId }) => rpId === expected.rp.id),
      );
    },

    async use(userId, response, expected) {
      const record = await PasskeyModel.findOne({ credentialId: response.id, rpId: expected.rp.id }).lean();
      const owner = record && String(record.user);
      const { userHandle } = response.response;
      const isOfUser = userId === null ? userHandle !== undefined : owner === userId;
      const isOfHandle = userHandle === undefined || textOf(userHandle) === owner;
      if (!record || owner === null || !isOfUser || !isOfHandle)
        return { ok: false, reason: 'unknown-passkey' };
      const verified = await verifyUse(response, record, { ...expected, mustVerifyUser: userId === null });
      if (!verified.ok) return verified;
      return (await recordUse(record, verified.value))
        ? { ok: true, value: owner }
        : { ok: false, reason: 'counter' };
    },

    async remove(userId, id) {
      const { deletedCount } = await PasskeyModel.deleteOne({ _id: id, user: userId });
      return deletedCount === 1;
    },
  };

  /**
   * Stores the counter. Resolves to false if it has not grown (an authenticator that does not count reports 0), or if
   * another request has used or removed the passkey meanwhile.
   */
  async function recordUse({ _id, counter: stored }: PasskeyRecord, counter: number): Promise<boolean> {
    if ((counter > 0 || stored > 0) && counter <= stored) return false;
    const { matchedCount } = await PasskeyModel.updateOne(
      { _id, counter: stored },
      { $set: { counter, lastUsedAt: new Date(now()) } },
    );
    return matchedCount === 1;
  }
}

function toPasskey({ _id, name, createdAt, lastUsedAt }: PasskeyRecord): Passkey {
  return { id: String(_id), name, createdAt, lastUsedAt: lastUsedAt ?? null };
}

function textOf(base64url: string): string {
  return Buffer.from(base64url, 'base64url').toString();
}
