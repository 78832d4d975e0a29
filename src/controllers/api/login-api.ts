import type { Request, Response } from 'express';
import type { z } from 'zod';
import { addressOf } from '../../middleware/address-of.js';
import { ApiError } from '../../middleware/api-error.js';
import { TooManyAttempts } from '../../middleware/too-many-attempts.js';
import { tokenOf, tokenSession } from '../../middleware/bearer.js';
import { currentUser } from '../../middleware/require-user.js';
import type { Sessions } from '../../middleware/session.js';
import type { SecondFactorAttempts } from '../../services/limits/second-factor-attempts.js';
import type { User } from '../../services/accounts.js';
import type { ApiTokens } from '../../services/api-tokens.js';
import type { RecoveryCodes } from '../../services/recovery-codes.js';
import type { SecondFactor } from '../../services/second-factor.js';
import { createPasswordCheck } from '../password-check.js';
import type { PasswordCheckOptions } from '../password-check.js';
import { LoginBody } from './api-schemas.js';
import type { TokenAnswer, UserAnswer } from './api-schemas.js';
import { bodyOf } from './request-parts.js';

export interface LoginApiOptions extends PasswordCheckOptions {
  readonly apiTokens: ApiTokens;
  readonly sessions: Pick<Sessions, 'end' | 'clearCookie'>;
  readonly secondFactor: SecondFactor;
  readonly recoveryCodes: RecoveryCodes;
  readonly secondFactorAttempts: SecondFactorAttempts;
  /** Ends the sockets of a session or a token: they leave their calls and close. */
  disconnectSession(sessionId: string): void;
}

export function loginApi(options: LoginApiOptions) {
  const { apiTokens, sessions, log, disconnectSession } = options;
  const { secondFactor, recoveryCodes, secondFactorAttempts } = options;
  const checkPassword = createPasswordCheck(options, 'login');

  /** Uses the recovery code up. @throws {ApiError} 403 `second-factor-required` if there is none or if it is wrong */
  async function checkRecoveryCode(req: Request, { id }: User, code: string | undefined): Promise<void> {
    const refused = (reason: string) => {
      log.info(`second factor refused user=${id} reason=${reason} address=${addressOf(req)}`);
    };
    if (code !== undefined) {
      const attempt = await secondFactorAttempts.begin(id, addressOf(req));
      if (!attempt.allowed) {
        refused('too-many-attempts');
        throw new TooManyAttempts(attempt.retryAfterMs);
      }
      if (await recoveryCodes.use(id, code)) return attempt.succeeded();
    }
    refused(code === undefined ? 'no-recovery-code' : 'wrong-recovery-code');
    throw new ApiError(
      403,
      'second-factor-required',
      'This account has a second factor. Send an unused `recoveryCode`, or use an API token from the account page.',
    );
  }

  return {
    async logIn(req: Request, res: Response): Promise<void> {
      const { recoveryCode, ...credentials } = bodyOf(req, LoginBody);
      const user = await checkPassword(req, credentials);
      if (!user) throw new ApiError(401, 'wrong-password', 'The username or the password is wrong.');
      const hasSecondFactor = await secondFactor.isOn(user.id);
      if (hasSecondFactor) await checkRecoveryCode(req, user, recoveryCode);
      const { token, expiresAt } = await apiTokens.logIn(user.id);
      const method = hasSecondFactor ? 'recovery-code' : 'password';
      log.info(`logged in user=${user.id} method=${method} address=${addressOf(req)}`);
      res.json({ token, expiresAt: expiresAt.toISOString() } satisfies z.input<typeof TokenAnswer>);
    },

    /** Ends what the request has used: its token or its session. */
    async logOut(req: Request, res: Response): Promise<void> {
      const { sessionID } = req;
      const { id } = currentUser(req);
      const token = tokenOf(res);
      if (token) await apiTokens.revoke(id, token.id);
      else await sessions.end(req);
      log.info(`logged out user=${id} address=${addressOf(req)}`);
      disconnectSession(token ? tokenSession(token.id) : sessionID);
      if (!token) sessions.clearCookie(res);
      res.status(204).end();
    },

    showUser(req: Request, res: Response): void {
      const { id, name, username, language } = currentUser(req);
      res.json({ id, name, username, language } satisfies z.input<typeof UserAnswer>);
    },
  };
}
