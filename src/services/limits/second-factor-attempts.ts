import type { Attempt } from './attempt.js';
import { growingDelay } from './limit-state.js';
import type { Limiter } from './limiter.js';
import { networkLimit } from './network-limit.js';
import { networkOf } from './network-of.js';

export interface SecondFactorAttempts {
  begin(userId: string, address: string): Promise<Attempt>;
}

export interface PasskeyLoginAttempts {
  begin(address: string): Promise<Attempt>;
}

// An attacker who comes this far knows the password. One network reaches its own limit first, so that it does not delay
// the owner in another network.
const PER_NETWORK_AND_USER = growingDelay({ free: 4 });
const PER_USER = growingDelay({ free: 19 });

/** Limits attempts with a second factor, such as a recovery code, by network and by user. */
export function createSecondFactorAttempts(limiter: Limiter): SecondFactorAttempts {
  return {
    begin: (userId, address) =>
      limiter.begin([
        networkLimit('second factors', address),
        {
          key: ['second factors in a network', networkOf(address), userId],
          policy: PER_NETWORK_AND_USER,
          onSuccess: 'forget',
        },
        { key: ['second factors', userId], policy: PER_USER },
      ]),
  };
}

/** Limits logins with a passkey alone by network, because each one costs a check of a signature and a write. */
export function createPasskeyLoginAttempts(limiter: Limiter): PasskeyLoginAttempts {
  return { begin: (address) => limiter.begin([networkLimit('passkeys', address)]) };
}
