import type { Request, Response } from 'express';
import type { z } from 'zod';
import { addressOf } from '../../middleware/address-of.js';
import { ApiError } from '../../middleware/api-error.js';
import { tokenOf, tokenSession } from '../../middleware/bearer.js';
import { currentUser } from '../../middleware/require-user.js';
import type { Sessions } from '../../middleware/session.js';
import type { ApiTokens } from '../../services/api-tokens.js';
import { LoginForm } from '../form-schemas.js';
import { createPasswordCheck } from '../password-check.js';
import type { PasswordCheckOptions } from '../password-check.js';
import type { TokenAnswer, UserAnswer } from './api-schemas.js';
import { bodyOf } from './request-parts.js';

export interface LoginApiOptions extends PasswordCheckOptions {
  readonly apiTokens: ApiTokens;
  readonly sessions: Pick<Sessions, 'end' | 'clearCookie'>;
  /** Ends the sockets of a session or a token: they leave their calls and close. */
  disconnectSession(sessionId: string): void;
}

export function loginApi(options: LoginApiOptions) {
  const { apiTokens, sessions, log, disconnectSession } = options;
  const checkPassword = createPasswordCheck(options, 'login');

  return {
    async logIn(req: Request, res: Response): Promise<void> {
      const user = await checkPassword(req, bodyOf(req, LoginForm));
      if (!user) throw new ApiError(401, 'wrong-password', 'The username or the password is wrong.');
      const { token, expiresAt } = await apiTokens.logIn(user.id);
      log.info(`logged in user=${user.id} address=${addressOf(req)}`);
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
