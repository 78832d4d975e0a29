import { createLoginAttempts } from './attempts.js';
import { networkOf } from './network-of.js';
import { KeyedRateLimit } from './rate-limit.js';

/** Costs one attempt, unless `succeeded` is called once. */
export interface FactorAttempt {
  /** The factor was right: gives the cost back. */
  succeeded(): Promise<void>;
}

export interface SecondFactorAttempts {
  /** Charges an attempt for this account from this address. Resolves to null if there were too many. */
  begin(userId: string, address: string): Promise<FactorAttempt | null>;
}

export interface PasskeyLoginAttempts {
  /** Charges an attempt from this address. Resolves to null if there were too many. */
  begin(address: string): Promise<FactorAttempt | null>;
}

/**
 * Limits passkeys and recovery codes after the password as wrong passwords are limited, with budgets of their own: wrong
 * recovery codes must not lock the owner out of the password, and wrong passwords not out of the second factor.
 * `now` returns ms.
 */
export function createSecondFactorAttempts(now: () => number): SecondFactorAttempts {
  const attempts = createLoginAttempts(now);
  return {
    async begin(userId, address) {
      const attempt = attempts.begin(address, userId);
      return (
        attempt && {
          async succeeded() {
            attempt.succeeded();
          },
        }
      );
    },
  };
}

/** As many as passwords from one address. */
const PER_ADDRESS = { capacity: 60, refillPerSecond: 0.1 };

/** Limits logins with a passkey alone, because each one costs a signature check and a write. `now` returns ms. */
export function createPasskeyLoginAttempts(now: () => number): PasskeyLoginAttempts {
  const limit = new KeyedRateLimit(PER_ADDRESS);
  return {
    async begin(address) {
      const network = networkOf(address);
      if (!limit.take(network, now())) return null;
      return {
        async succeeded() {
          limit.giveBack(network, now());
        },
      };
    },
  };
}
