import type { Request, Response } from 'express';
import type { Log } from '../logging/log.js';
import { addressOf } from '../middleware/address-of.js';
import { TooManyAttempts } from '../middleware/too-many-attempts.js';
import type { Sessions } from '../middleware/session.js';
import type { PasskeyLoginAttempts } from '../services/limits/second-factor-attempts.js';
import type { Accounts, User } from '../services/accounts.js';
import { textsOf } from '../views/pages.js';
import { createLoginPage } from './login-page.js';
import type { LoginPageOptions } from './login-page.js';
import { HOME, nextOf } from './next-of.js';
import { createPasskeyCheck, isLate } from './passkey-check.js';
import type { PasskeyCheckOptions } from './passkey-check.js';

export interface PasskeyLoginOptions extends PasskeyCheckOptions, LoginPageOptions {
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly passkeyLoginAttempts: PasskeyLoginAttempts;
  readonly log: Pick<Log, 'info'>;
}

/** No username: nothing here depends on which accounts exist until a passkey has proved to belong to one. */
const PURPOSE = { action: 'log-in', owner: '' } as const;

/** The login with a passkey alone, which counts as two factors: the device, and the person whom the device has verified. */
export function passkeyLoginController(options: PasskeyLoginOptions) {
  const { accounts, sessions, passkeyLoginAttempts, log } = options;
  const passkey = createPasskeyCheck(options);
  const renderLogin = createLoginPage(options);

  function refused(reason: string, req: Request): void {
    log.info(`login refused method=passkey reason=${reason} address=${addressOf(req)}`);
  }

  async function identify(req: Request, res: Response): Promise<User | { reason: string }> {
    const used = await passkey.check(req, res, PURPOSE, null);
    if (!used.ok) return used;
    return (await accounts.find(used.value)) ?? { reason: 'unknown-passkey' };
  }

  return {
    /** POST /login/passkey/options */
    sendOptions(req: Request, res: Response): Promise<void> {
      return passkey.sendOptions(req, res, PURPOSE, null);
    },

    /** POST /login/passkey */
    async logIn(req: Request, res: Response): Promise<void> {
      const attempt = await passkeyLoginAttempts.begin(addressOf(req));
      if (!attempt.allowed) {
        refused('too-many-attempts', req);
        throw new TooManyAttempts(attempt.retryAfterMs);
      }
      const user = await identify(req, res);
      if ('reason' in user) {
        refused(user.reason, req);
        const texts = textsOf(res).passkeys;
        const passkeyProblem = isLate(user.reason) ? texts.useExpired() : texts.useRefused();
        res.status(401);
        return renderLogin(res, { site: passkey.siteOf(req), next: nextOf(req), passkeyProblem });
      }
      await attempt.succeeded();
      await sessions.start(req, user);
      log.info(`logged in user=${user.id} method=passkey address=${addressOf(req)}`);
      res.redirect(303, nextOf(req) ?? HOME);
    },
  };
}
