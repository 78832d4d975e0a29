import { USERNAME_MAX } from '../shared/limits.js';
import { KnownNetworks } from './known-networks.js';
import { networkOf } from './network-of.js';
import { KeyedRateLimit } from './rate-limit.js';

export interface LoginAttempts {
  /** Charges an attempt. Returns null if there were too many. `username` is the text as the person typed it. */
  begin(address: string, username: string): LoginAttempt | null;
  /** Remembers that the owner of this account uses this address, as `succeeded` does. */
  remember(address: string, username: string): void;
}

/** Costs one token of each budget, unless one of these methods is called once. */
export interface LoginAttempt {
  /** The password was right: gives nearly the whole cost back. */
  succeeded(): void;
  /** The password was not compared: gives the whole cost back. */
  cancelled(): void;
}

const PER_HOUR = 1 / 3_600;
// Repeated failures are limited per address first. The limit per account is ten times as high, so that only many
// attempts from many addresses can use it up.
const PER_ADDRESS = { capacity: 60, refillPerSecond: 360 * PER_HOUR };
const PER_ADDRESS_AND_ACCOUNT = { capacity: 10, refillPerSecond: 60 * PER_HOUR };
const PER_ACCOUNT = { capacity: 100, refillPerSecond: 60 * PER_HOUR };
/**
 * In tokens of the address. A comparison occupies a processor for a quarter of a second, so a right password is not free
 * either.
 */
const SUCCESS_COST = 0.05;

/**
 * Limits login attempts by address and by account. `now` returns ms. The first budget that is empty refuses the attempt,
 * and a refused attempt costs nothing, so one address cannot use up the budget of an account. Where an account has logged
 * in before, only the budgets of the address count, so many addresses together cannot keep its owner out.
 */
export function createLoginAttempts(now: () => number): LoginAttempts {
  const perAddress = new KeyedRateLimit(PER_ADDRESS);
  const perPair = new KeyedRateLimit(PER_ADDRESS_AND_ACCOUNT);
  const perAccount = new KeyedRateLimit(PER_ACCOUNT);
  const known = new KnownNetworks();

  return {
    begin(address, username) {
      const [network, account] = [networkOf(address), accountKey(username)];
      const budgets = [
        { limit: perAddress, key: network },
        { limit: perPair, key: `${network} ${account}` },
        ...(known.has(account, network) ? [] : [{ limit: perAccount, key: account }]),
      ];
      const charged: typeof budgets = [];
      const giveBack = () => {
        for (const { limit, key } of charged) limit.giveBack(key, now());
      };
      for (const budget of budgets) {
        if (!budget.limit.take(budget.key, now())) {
          giveBack();
          return null;
        }
        charged.push(budget);
      }
      return {
        succeeded() {
          giveBack();
          perAddress.take(network, now(), SUCCESS_COST);
          known.add(account, network);
        },
        cancelled: giveBack,
      };
    },
    remember(address, username) {
      known.add(accountKey(username), networkOf(address));
    },
  };
}

export interface Attempts {
  /** Charges an attempt to this key. Returns false if there were too many. */
  take(key: string): boolean;
}

const NEW_ACCOUNTS_PER_ADDRESS = { capacity: 100, refillPerSecond: 1 };

/** Limits new accounts by address, because each one costs the server a bcrypt hash. `now` returns ms. */
export function createRegistrations(now: () => number): Attempts {
  const limit = new KeyedRateLimit(NEW_ACCOUNTS_PER_ADDRESS);
  return { take: (address) => limit.take(networkOf(address), now()) };
}

const NEW_MEETINGS_PER_USER = { capacity: 100, refillPerSecond: 1 / 30 };

/** Limits new meetings by the id of the user, because each one stays in the database. `now` returns ms. */
export function createNewMeetings(now: () => number): Attempts {
  const limit = new KeyedRateLimit(NEW_MEETINGS_PER_USER);
  return { take: (userId) => limit.take(userId, now()) };
}

const GUESTS_PER_ADDRESS = { capacity: 60, refillPerSecond: 1 / 10 };

/** Limits new guests by address: each one may take a place in a call. `now` returns ms. */
export function createGuestStarts(now: () => number): Attempts {
  const limit = new KeyedRateLimit(GUESTS_PER_ADDRESS);
  return { take: (address) => limit.take(networkOf(address), now()) };
}

const PASSCODES_PER_PERSON = { capacity: 10, refillPerSecond: 1 / 60 };
const PASSCODES_PER_ADDRESS = { capacity: 30, refillPerSecond: 1 / 20 };
const PASSCODES_PER_MEETING = { capacity: 200, refillPerSecond: 1 / 20 };

/** Limits attempts at the passcode of a meeting by person, address and meeting. `now` returns ms. */
export function createPasscodeAttempts(now: () => number) {
  const limits = [PASSCODES_PER_PERSON, PASSCODES_PER_ADDRESS, PASSCODES_PER_MEETING].map(
    (rate) => new KeyedRateLimit(rate),
  );
  return {
    async begin({ personId, address, meetingId }: { personId: string; address: string; meetingId: string }) {
      const keys = [`${meetingId} ${personId}`, `${meetingId} ${networkOf(address)}`, meetingId];
      const charged: (() => void)[] = [];
      const giveBack = async () => {
        for (const undo of charged) undo();
      };
      for (const [at, limit] of limits.entries()) {
        const key = keys[at] ?? '';
        if (!limit.take(key, now())) {
          await giveBack();
          return null;
        }
        charged.push(() => {
          limit.giveBack(key, now());
        });
      }
      return { succeeded: giveBack, cancelled: giveBack };
    },
  };
}

/** No account has a longer name, and a long key would let strangers fill the memory. */
function accountKey(username: string): string {
  return username
    .trim()
    .toLowerCase()
    .slice(0, USERNAME_MAX + 1);
}
