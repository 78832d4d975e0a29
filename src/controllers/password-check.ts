import type { Request } from 'express';
import type { Log } from '../logging/log.js';
import { addressOf } from '../middleware/address-of.js';
import type { Credentials, Login } from '../middleware/passport.js';
import { HttpError } from '../middleware/http-error.js';
import { TooManyAttempts } from '../middleware/too-many-attempts.js';
import { AccountDisabledError } from '../services/accounts.js';
import type { User } from '../services/accounts.js';
import type { LoginAttempts } from '../services/limits/login-attempts.js';
import { BusyError } from '../services/work-limit.js';

export interface PasswordCheckOptions {
  readonly login: Login;
  readonly attempts: LoginAttempts;
  readonly log: Pick<Log, 'info'>;
}

/** The word in the log for the reason of a refusal. */
export type Refusal = 'wrong-password' | 'disabled' | 'too-many-attempts' | 'busy';

/** Null stands for credentials that cannot be right, for example because a field is empty. */
type PasswordCheck = (req: Request, credentials: Credentials | null) => Promise<User | null>;

/**
 * Returns a function that resolves to the user, or to null if the password is wrong. An attempt counts before the password
 * is compared. All checks share the limits of `attempts`; the function rejects with `TooManyAttempts` beyond them.
 * @param what what a refusal refuses, in the log
 */
export function createPasswordCheck(
  { login, attempts, log }: PasswordCheckOptions,
  what: 'login' | 'password',
): PasswordCheck {
  /** Logs the refusal, without the username: people type their passwords into the wrong field. */
  function refused(reason: Refusal, req: Request): void {
    log.info(`${what} refused reason=${reason} address=${addressOf(req)}`);
  }

  async function authenticate(req: Request, credentials: Credentials): Promise<User | null> {
    const attempt = await attempts.begin(addressOf(req), credentials.username);
    if (!attempt.allowed) {
      refused('too-many-attempts', req);
      throw new TooManyAttempts(attempt.retryAfterMs);
    }
    try {
      const user = await login.check(credentials);
      if (user) await attempt.succeeded();
      return user;
    } catch (error) {
      if (error instanceof AccountDisabledError) {
        await attempt.succeeded(); // only a person who knows the password learns that the account is disabled
        refused('disabled', req);
        throw new HttpError(403, 'accountDisabled');
      }
      await attempt.cancelled();
      if (error instanceof BusyError) refused('busy', req);
      throw error;
    }
  }

  return async (req, credentials) => {
    const user = credentials && (await authenticate(req, credentials));
    if (!user) refused('wrong-password', req);
    return user;
  };
}
