import { KnownNetworksModel } from '../../models/known-networks.js';
import type { KeyHash } from './key-hash.js';

/** The networks from which the owner of one account has logged in. */
export interface NetworksOfAccount {
  has(network: string): boolean;
  /** Records a login from this network. Never rejects. */
  add(network: string): Promise<void>;
}

export interface KnownNetworks {
  /** Never rejects: without the database, no network is known. */
  of(account: string): Promise<NetworksOfAccount>;
  /** Forgets the networks of an account, which has been deleted. Never rejects. */
  forget(account: string): Promise<void>;
}

export interface KnownNetworksOptions {
  readonly hash: KeyHash;
  /** ms since 1970 */
  readonly now: () => number;
  onFailure(error: unknown): void;
}

/** The maximum bounds what a person with many networks can store. The oldest network goes first. */
const NETWORKS_PER_ACCOUNT_MAX = 8;
const DAY_MS = 24 * 60 * 60 * 1_000;
const LIFETIME_MS = 90 * DAY_MS;
const RECORDED_EVERY_MS = DAY_MS;

/** Keeps the networks in the database, under keyed hashes. */
export function createKnownNetworks({ hash, now, onFailure }: KnownNetworksOptions): KnownNetworks {
  const idOf = (account: string) => hash('known networks', account);

  /** Resolves to `otherwise` if the database fails. */
  async function tried<T>(work: () => Promise<T>, otherwise: T): Promise<T> {
    try {
      return await work();
    } catch (error) {
      onFailure(error);
      return otherwise;
    }
  }

  return {
    async of(account) {
      const record = await tried(() => KnownNetworksModel.findById(idOf(account)).lean(), null);
      const isCurrent = ({ lastLoginAt }: { lastLoginAt: Date }) =>
        now() - lastLoginAt.getTime() < LIFETIME_MS;
      const known = (record?.networks ?? []).filter(isCurrent);
      const hashOf = (network: string) => hash('known network', account, network);

      return {
        has: (network) => known.some(({ id }) => id === hashOf(network)),
        async add(network) {
          const at = now();
          const id = hashOf(network);
          const recordedAt = known.find((other) => other.id === id)?.lastLoginAt.getTime() ?? -Infinity;
          if (at - recordedAt < RECORDED_EVERY_MS) return;
          // If two logins write at the same time, one network may be missing until the next login from there.
          const networks = [
            ...known.filter((other) => other.id !== id),
            { id, lastLoginAt: new Date(at) },
          ].slice(-NETWORKS_PER_ACCOUNT_MAX);
          const changes = { networks, expiresAt: new Date(at + LIFETIME_MS) };
          await tried(async () => {
            await KnownNetworksModel.updateOne({ _id: idOf(account) }, { $set: changes }, { upsert: true });
          }, undefined);
        },
      };
    },

    async forget(account) {
      await tried(async () => {
        await KnownNetworksModel.deleteOne({ _id: idOf(account) });
      }, undefined);
    },
  };
}
