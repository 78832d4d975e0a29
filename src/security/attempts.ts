import { isIPv6 } from 'node:net';
import { KeyedRateLimit } from './rate-limit.js';

export interface LoginAttempts {
  /** Counts an attempt. Returns false if there were too many. `username` is the text as the person typed it. */
  take(address: string, username: string): boolean;
  /** Takes an attempt back after the right password. */
  forgive(address: string, username: string): void;
}

const PER_HOUR = 1 / 3_600;
// Repeated failures are limited per address first. The limit per account is ten times as high, so that only many
// attempts from many addresses can keep the owner of an account from logging in.
const PER_ADDRESS_AND_ACCOUNT = { capacity: 10, refillPerSecond: 60 * PER_HOUR };
const PER_ACCOUNT = { capacity: 100, refillPerSecond: 60 * PER_HOUR };
const PER_ADDRESS = { capacity: 60, refillPerSecond: 360 * PER_HOUR };

/** Limits login attempts by account and by address. `now` returns ms. */
export function createLoginAttempts(now: () => number): LoginAttempts {
  const limits = [
    {
      limit: new KeyedRateLimit(PER_ADDRESS_AND_ACCOUNT),
      key: (address: string, name: string) => `${address} ${name}`,
    },
    { limit: new KeyedRateLimit(PER_ACCOUNT), key: (_: string, name: string) => name },
    { limit: new KeyedRateLimit(PER_ADDRESS), key: (address: string) => address },
  ];
  return {
    take: (address, username) => {
      const [network, name] = [networkOf(address), normalized(username)];
      return limits.map(({ limit, key }) => limit.take(key(network, name), now())).every(Boolean);
    },
    forgive: (address, username) => {
      const [network, name] = [networkOf(address), normalized(username)];
      for (const { limit, key } of limits) limit.giveBack(key(network, name), now());
    },
  };
}

export interface RegistrationAttempts {
  /** Counts a registration. Returns false if there were too many. */
  take(address: string): boolean;
}

const NEW_ACCOUNTS_PER_ADDRESS = { capacity: 100, refillPerSecond: 1 };

/** Limits new accounts by address, because each one costs the server a bcrypt hash. `now` returns ms. */
export function createRegistrations(now: () => number): RegistrationAttempts {
  const limit = new KeyedRateLimit(NEW_ACCOUNTS_PER_ADDRESS);
  return { take: (address) => limit.take(networkOf(address), now()) };
}

function normalized(username: string): string {
  return username.trim().toLowerCase();
}

/** Returns the first 64 bits of an IPv6 address: one household or host usually has all 2^64 addresses below them. */
function networkOf(address: string): string {
  if (!isIPv6(address) || address.startsWith('::ffff:')) return address;
  const [head = '', tail] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  const rest = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - groups.length - rest.length }, () => '0');
  return [...groups, ...zeros, ...rest].slice(0, 4).join(':');
}
