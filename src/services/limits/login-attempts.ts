import { USERNAME_MAX } from '../../shared/limits.js';
import type { Attempt } from './attempt.js';
import type { KnownNetworks } from './known-networks.js';
import { growingDelay } from './limit-state.js';
import type { Limiter } from './limiter.js';
import { networkLimit } from './network-limit.js';
import { networkOf } from './network-of.js';

/** `username` is the text as the person typed it. Whether an account has this name makes no difference. */
export interface LoginAttempts {
  begin(address: string, username: string): Promise<Attempt>;
  /** Remembers that the owner of this account uses this address, as a successful attempt does. */
  remember(address: string, username: string): Promise<void>;
  /** Forgets the addresses of the owner, after the account was deleted. */
  forget(username: string): Promise<void>;
}

// The tenth failure in one network, and the hundredth in all networks, delays the next attempt by one second; each
// further failure doubles the delay. At the longest delay of 15 minutes, an attacker has 96 attempts a day. 100 is the
// maximum of NIST SP 800-63B, section 5.2.2. It is also well above the number of comparisons that can be under way at
// once (services/accounts.ts): these count as failures until they end.
const PER_NETWORK_AND_ACCOUNT = growingDelay({ free: 9 });
const PER_ACCOUNT = growingDelay({ free: 99 });

/**
 * Limits login attempts by network and by account. An attempt that one limit refuses costs the others nothing, so one
 * network cannot use up the attempts of an account. Where the owner of an account has logged in before, the limit over all
 * networks does not count, so many networks together cannot keep the owner out.
 */
export function createLoginAttempts(limiter: Limiter, knownNetworks: KnownNetworks): LoginAttempts {
  return {
    async begin(address, username) {
      const [network, account] = [networkOf(address), accountKey(username)];
      const networks = await knownNetworks.of(account);
      const attempt = await limiter.begin([
        networkLimit('logins', address),
        {
          key: ['logins in a network', network, account],
          policy: PER_NETWORK_AND_ACCOUNT,
          onSuccess: 'forget',
        },
        ...(networks.has(network) ? [] : [{ key: ['logins', account], policy: PER_ACCOUNT }]),
      ]);
      if (!attempt.allowed) return attempt;
      return {
        ...attempt,
        async succeeded() {
          await attempt.succeeded();
          await networks.add(network);
        },
      };
    },

    async remember(address, username) {
      const networks = await knownNetworks.of(accountKey(username));
      await networks.add(networkOf(address));
    },

    forget: (username) => knownNetworks.forget(accountKey(username)),
  };
}

/** No account has a longer name, so longer texts need no limits of their own. */
function accountKey(username: string): string {
  return username
    .trim()
    .toLowerCase()
    .slice(0, USERNAME_MAX + 1);
}
