import type { Request, Response } from 'express';
import type { z } from 'zod';
import { addressOf } from '../../middleware/address-of.js';
import { ApiError } from '../../middleware/api-error.js';
import { tokenOf, tokenSession } from '../../middleware/bearer.js';
import { currentUser } from '../../middleware/require-user.js';
import { TOKENS_PER_USER_MAX } from '../../services/api-tokens.js';
import type { ApiTokens, ListedToken } from '../../services/api-tokens.js';
import { createPasswordCheck } from '../password-check.js';
import type { PasswordCheckOptions } from '../password-check.js';
import { NewTokenBody } from './api-schemas.js';
import type { CreatedTokenAnswer, ListedTokenAnswer, TokensAnswer } from './api-schemas.js';
import { bodyOf } from './request-parts.js';

export interface TokensApiOptions extends PasswordCheckOptions {
  readonly apiTokens: ApiTokens;
  /** Ends the sockets of a session or a token: they leave their calls and close. */
  disconnectSession(sessionId: string): void;
}

export function tokensApi(options: TokensApiOptions) {
  const { apiTokens, log, disconnectSession } = options;
  const checkPassword = createPasswordCheck(options, 'password');

  return {
    async listTokens(req: Request, res: Response): Promise<void> {
      const tokens = await apiTokens.list(currentUser(req).id);
      res.json({ tokens: tokens.map(toAnswer) } satisfies z.input<typeof TokensAnswer>);
    },

    /**
     * Only a login creates tokens, and only with the password. Otherwise a leaked token could make itself a successor with
     * more scopes or a longer life.
     */
    async createToken(req: Request, res: Response): Promise<void> {
      if (tokenOf(res)?.isLogin === false)
        throw new ApiError(
          403,
          'login-required',
          'Only a session or the token of a login can create tokens.',
        );
      const { password, name, scopes, expiresInDays: days } = bodyOf(req, NewTokenBody);
      const { id, username } = currentUser(req);
      if (!(await checkPassword(req, { username, password })))
        throw new ApiError(401, 'wrong-password', 'The password is wrong.');
      const created = await apiTokens.create(id, { name, scopes, days });
      if (!created) throw tooManyTokens();
      log.info(`created a token user=${id} address=${addressOf(req)}`);
      const answer = { ...toAnswer(created), token: created.token };
      res.status(201).json(answer satisfies z.input<typeof CreatedTokenAnswer>);
    },

    async revokeToken(req: Request, res: Response): Promise<void> {
      const { id } = currentUser(req);
      const tokenId = String(req.params['id']);
      if (!(await apiTokens.revoke(id, tokenId)))
        throw new ApiError(404, 'unknown-token', 'The user has no token with this id.');
      disconnectSession(tokenSession(tokenId));
      log.info(`revoked a token user=${id} address=${addressOf(req)}`);
      res.status(204).end();
    },
  };
}

function tooManyTokens(): ApiError {
  const message = `The user has ${TOKENS_PER_USER_MAX} tokens already. Revoke one first.`;
  return new ApiError(409, 'too-many-tokens', message);
}

function toAnswer({ id, name, scopes, isLogin, createdAt, lastUsedAt, expiresAt }: ListedToken) {
  return {
    id,
    name,
    scopes: [...scopes],
    isLogin,
    createdAt: createdAt.toISOString(),
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
    expiresAt: expiresAt.toISOString(),
  } satisfies z.input<typeof ListedTokenAnswer>;
}
