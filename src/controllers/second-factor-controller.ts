import type { Request, Response } from 'express';
import type { Log } from '../logging/log.js';
import { addressOf } from '../middleware/address-of.js';
import { TooManyAttempts } from '../middleware/too-many-attempts.js';
import type { PendingLoginCookie } from '../middleware/pending-login-cookie.js';
import type { Sessions } from '../middleware/session.js';
import { ownPath } from '../security/next-path.js';
import type { SecondFactorAttempts } from '../services/limits/second-factor-attempts.js';
import type { Accounts } from '../services/accounts.js';
import type { PendingLogin } from '../services/pending-logins.js';
import type { RecoveryCodes } from '../services/recovery-codes.js';
import { renderPage, textsOf } from '../views/pages.js';
import { RecoveryCodeForm } from './form-schemas.js';
import { createLoginPage } from './login-page.js';
import type { LoginPageOptions } from './login-page.js';
import { HOME, nextOf, withNext } from './next-of.js';
import { createPasskeyCheck, hasPasskey, isLate, sendProblem } from './passkey-check.js';
import type { PasskeyCheckOptions } from './passkey-check.js';

export interface SecondFactorOptions extends PasskeyCheckOptions, LoginPageOptions {
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly pendingLogin: PendingLoginCookie;
  readonly recoveryCodes: RecoveryCodes;
  readonly secondFactorAttempts: SecondFactorAttempts;
  readonly log: Pick<Log, 'info'>;
}

type Method = 'password+passkey' | 'recovery-code';

const purposeOf = ({ id }: PendingLogin) => ({ action: 'second-factor', owner: id }) as const;

/** The second step of a login: a passkey or a recovery code after the right password. */
export function secondFactorController(options: SecondFactorOptions) {
  const { accounts, sessions, pendingLogin, recoveryCodes, secondFactorAttempts, log } = options;
  const passkey = createPasskeyCheck(options);
  const renderLogin = createLoginPage(options);

  function refused(req: Request, { userId }: PendingLogin, reason: string): void {
    log.info(`second factor refused user=${userId} reason=${reason} address=${addressOf(req)}`);
  }

  function render(
    req: Request,
    res: Response,
    next: string | null,
    problems: { passkeyProblem?: string; codeProblem?: string } = {},
  ): void {
    const { passkeyProblem = null, codeProblem = null } = problems;
    renderPage(res, 'second-factor', { site: passkey.siteOf(req), passkeyProblem, codeProblem, next });
  }

  /** Shows the login page, because the person must begin with the password again. */
  function startAgain(req: Request, res: Response): Promise<void> {
    const error = textsOf(res).passkeys.secondExpired();
    res.status(401);
    return renderLogin(res, { site: passkey.siteOf(req), next: nextOf(req), error });
  }

  /** Resolves to how the person has shown the second factor, or to null after showing the page with the problem. */
  async function methodOf(req: Request, res: Response, pending: PendingLogin): Promise<Method | null> {
    const texts = textsOf(res).passkeys;
    if (hasPasskey(req.body)) {
      const used = await passkey.check(req, res, purposeOf(pending), pending.userId);
      if (used.ok) return 'password+passkey';
      refused(req, pending, used.reason);
      const passkeyProblem = isLate(used.reason) ? texts.useExpired() : texts.secondRefused();
      res.status(401);
      render(req, res, nextOf(req), { passkeyProblem });
      return null;
    }
    const form = RecoveryCodeForm.safeParse(req.body ?? {});
    if (form.success && (await recoveryCodes.use(pending.userId, form.data.recoveryCode)))
      return 'recovery-code';
    refused(req, pending, 'wrong-recovery-code');
    res.status(401);
    render(req, res, nextOf(req), { codeProblem: texts.recoveryCodeWrong() });
    return null;
  }

  return {
    /** GET /login/second-factor */
    async show(req: Request, res: Response): Promise<void> {
      const next = ownPath(req.query['next']);
      if (req.user) return res.redirect(303, next ?? HOME);
      if (!(await pendingLogin.find(req))) return res.redirect(303, withNext('/login', next));
      render(req, res, next);
    },

    /** POST /login/second-factor/options */
    async sendOptions(req: Request, res: Response): Promise<void> {
      const pending = await pendingLogin.find(req);
      if (!pending) return sendProblem(res, 401, textsOf(res).passkeys.secondExpired());
      await passkey.sendOptions(req, res, purposeOf(pending), pending.userId);
    },

    /** POST /login/second-factor */
    async check(req: Request, res: Response): Promise<void> {
      const pending = await pendingLogin.find(req);
      if (!pending) return startAgain(req, res);
      const attempt = await secondFactorAttempts.begin(pending.userId, addressOf(req));
      if (!attempt.allowed) {
        refused(req, pending, 'too-many-attempts');
        throw new TooManyAttempts(attempt.retryAfterMs);
      }
      const method = await methodOf(req, res, pending);
      if (!method) return;
      await attempt.succeeded();
      const isFirst = await pendingLogin.end(req, res, pending);
      const user = isFirst ? await accounts.find(pending.userId) : null;
      if (!user) return startAgain(req, res);
      await sessions.start(req, user);
      log.info(`logged in user=${user.id} method=${method} address=${addressOf(req)}`);
      res.redirect(303, nextOf(req) ?? HOME);
    },
  };
}
