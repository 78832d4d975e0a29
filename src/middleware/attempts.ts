import { isIPv6 } from 'node:net';
import { KeyedRateLimit } from '../rate-limit.js';

export interface Attempts {
  /** Counts an attempt; false when there were too many. `username` as it was typed. */
  take(address: string, username: string): boolean;
  /** It was the right password, so the attempt does not count. */
  forgive(address: string, username: string): void;
}

const PER_HOUR = 1 / 3_600;
// Who guesses is stopped soon where they are. Only many at once, from many places, can keep a person from logging in.
const FROM_HERE_TO_ACCOUNT = { capacity: 10, refillPerSecond: 60 * PER_HOUR };
const TO_ACCOUNT = { capacity: 100, refillPerSecond: 60 * PER_HOUR };
const FROM_HERE = { capacity: 60, refillPerSecond: 360 * PER_HOUR };

/** How often a password may be tried, by account and by address. `now` is in ms. */
export function createLoginAttempts(now: () => number): Attempts {
  const limits = [
    {
      limit: new KeyedRateLimit(FROM_HERE_TO_ACCOUNT),
      key: (address: string, name: string) => `${address} ${name}`,
    },
    { limit: new KeyedRateLimit(TO_ACCOUNT), key: (_: string, name: string) => name },
    { limit: new KeyedRateLimit(FROM_HERE), key: (address: string) => address },
  ];
  return {
    take: (address, username) => {
      const taken = limits.map(({ limit, key }) => limit.take(key(network(address), plain(username)), now()));
      return taken.every(Boolean);
    },
    forgive: (address, username) => {
      for (const { limit, key } of limits) limit.giveBack(key(network(address), plain(username)), now());
    },
  };
}

const NEW_ACCOUNTS = { capacity: 100, refillPerSecond: 1 };

/** How many accounts may be made from one address: each costs us the work of a hash. */
export function createRegistrations(now: () => number): { take(address: string): boolean } {
  const limit = new KeyedRateLimit(NEW_ACCOUNTS);
  return { take: (address) => limit.take(network(address), now()) };
}

function plain(username: string): string {
  return username.trim().toLowerCase();
}

/** One household or server has 2^64 addresses of IPv6, so these are taken together. */
function network(address: string): string {
  if (!isIPv6(address) || address.startsWith('::ffff:')) return address;
  const [head = '', tail] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  const rest = tail === undefined || tail === '' ? [] : tail.split(':');
  const left = tail === undefined ? [] : Array.from({ length: 8 - groups.length - rest.length }, () => '0');
  return [...groups, ...left, ...rest].slice(0, 4).join(':');
}
