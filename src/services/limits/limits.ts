import type { Quota } from './attempt.js';
import { databaseLimitStore } from './database-limit-store.js';
import { createInsuredLimitStore } from './insured-limit-store.js';
import { createKeyHash } from './key-hash.js';
import { createKnownNetworks } from './known-networks.js';
import { quotaPolicy } from './limit-state.js';
import type { Policy } from './limit-state.js';
import { createLimiter } from './limiter.js';
import type { Limiter } from './limiter.js';
import { createLoginAttempts } from './login-attempts.js';
import type { LoginAttempts } from './login-attempts.js';
import { MemoryLimitStore } from './memory-limit-store.js';
import { networkOf } from './network-of.js';
import { createPasscodeAttempts } from './passcode-attempts.js';
import type { PasscodeAttempts } from './passcode-attempts.js';
import { createPasskeyLoginAttempts, createSecondFactorAttempts } from './second-factor-attempts.js';
import type { PasskeyLoginAttempts, SecondFactorAttempts } from './second-factor-attempts.js';

export interface Limits {
  readonly loginAttempts: LoginAttempts;
  readonly passcodeAttempts: PasscodeAttempts;
  readonly secondFactorAttempts: SecondFactorAttempts;
  readonly passkeyLoginAttempts: PasskeyLoginAttempts;
  /** New accounts by address. */
  readonly registrations: Quota;
  /** Wrong sign-up links by address. */
  readonly unknownSignUpLinks: Quota;
  /** Attempts to register by the id of the sign-up link, because each one tells whether a username is taken. */
  readonly signUpLinkUses: Quota;
  /** New meetings by the id of the user. */
  readonly newMeetings: Quota;
  /** Reports about people met at random, by the id of the reporter. */
  readonly randomReports: Quota;
  /** New sessions of guests by address. */
  readonly guestSessions: Quota;
  /** Looks at people by their usernames, by the id of the user who looks. */
  readonly personSearches: Quota;
  /** Calls to people, by the id of the caller. */
  readonly rings: Quota;
}

export interface LimitsOptions {
  /** Hides usernames and addresses in the database. Servers with the same key share their limits. */
  readonly key: string;
  /** ms since 1970 */
  readonly now: () => number;
  /** Receives the error when the database fails. The limits then continue in memory. */
  onFailure(error: unknown): void;
}

/** Each account costs the server a bcrypt hash. */
const NEW_ACCOUNTS = quotaPolicy({ capacity: 100, drainMs: 1_000 });
/** Nobody types a link, so a person follows only a few wrong ones. */
const UNKNOWN_SIGN_UP_LINKS = quotaPolicy({ capacity: 30, drainMs: 10_000 });
/** Enough for all accounts of a link at once, with one mistake each. */
const SIGN_UP_LINK_USES = quotaPolicy({ capacity: 100, drainMs: 60_000 });
/** Each meeting stays in the database. */
const NEW_MEETINGS = quotaPolicy({ capacity: 100, drainMs: 30_000 });
/** Nobody meets so many people worth a report, and each report can pause a person. */
const RANDOM_REPORTS = quotaPolicy({ capacity: 10, drainMs: 60 * 60_000 });
/** Each guest occupies a session. The participants of several meetings may share a network. */
const GUEST_SESSIONS = quotaPolicy({ capacity: 60, drainMs: 10_000 });
/** Far more than anyone looks up, and too few to find out which usernames exist. */
const PERSON_SEARCHES = quotaPolicy({ capacity: 60, drainMs: 10_000 });
/** Nobody calls more often for long, and nobody should make other people's pages ring more often. */
const RINGS = quotaPolicy({ capacity: 20, drainMs: 15_000 });

/** All limits against abuse whose state is in the database: it survives restarts, and several servers share it. */
export function createLimits({ key, now, onFailure }: LimitsOptions): Limits {
  const hash = createKeyHash(key);
  const memory = new MemoryLimitStore(now);
  const store = createInsuredLimitStore({ database: databaseLimitStore, memory, now, onFailure });
  const limiter = createLimiter({ store, hash, now });
  return {
    loginAttempts: createLoginAttempts(limiter, createKnownNetworks({ hash, now, onFailure })),
    passcodeAttempts: createPasscodeAttempts(limiter),
    secondFactorAttempts: createSecondFactorAttempts(limiter),
    passkeyLoginAttempts: createPasskeyLoginAttempts(limiter),
    registrations: createQuota(limiter, NEW_ACCOUNTS, (address) => ['registrations', networkOf(address)]),
    unknownSignUpLinks: createQuota(limiter, UNKNOWN_SIGN_UP_LINKS, (address) => [
      'unknown sign-up links',
      networkOf(address),
    ]),
    signUpLinkUses: createQuota(limiter, SIGN_UP_LINK_USES, (link) => ['sign-up link', link]),
    newMeetings: createQuota(limiter, NEW_MEETINGS, (userId) => ['meetings', userId]),
    randomReports: createQuota(limiter, RANDOM_REPORTS, (userId) => ['random reports', userId]),
    guestSessions: createQuota(limiter, GUEST_SESSIONS, (address) => ['guests', networkOf(address)]),
    personSearches: createQuota(limiter, PERSON_SEARCHES, (userId) => ['person searches', userId]),
    rings: createQuota(limiter, RINGS, (userId) => ['rings', userId]),
  };
}

function createQuota(limiter: Limiter, policy: Policy, keyOf: (key: string) => readonly string[]): Quota {
  return { take: (key) => limiter.begin([{ key: keyOf(key), policy }]) };
}
