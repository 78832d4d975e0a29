import type { IncomingMessage } from 'node:http';
import type { RequestHandler, Response } from 'express';
import type { Accounts, User } from '../services/accounts.js';
import type { ApiToken, ApiTokens, Scope } from '../services/api-tokens.js';
import { ApiError } from './api-error.js';

/** A valid token and its owner. */
export interface TokenLogin {
  readonly token: ApiToken;
  readonly user: User;
}

export interface Bearer {
  /**
   * Resolves to undefined for a request without `Authorization: Bearer`, and to null if its token is not valid. A request
   * with a token never uses its cookie.
   */
  read(request: Pick<IncomingMessage, 'headers'>): Promise<TokenLogin | null | undefined>;
  /** Resolves to null if the token, which may be any text, is not valid. */
  readToken(token: string): Promise<TokenLogin | null>;
  /** Puts the user of the token into `req.user`. Without a token, lets `cookie` find the user. */
  identify(cookie: RequestHandler): RequestHandler;
}

export function createBearer({ apiTokens, accounts }: { apiTokens: ApiTokens; accounts: Accounts }): Bearer {
  async function read({ headers }: Pick<IncomingMessage, 'headers'>): Promise<TokenLogin | null | undefined> {
    const credentials = /^Bearer(?: +(.*))?$/i.exec(headers.authorization ?? '');
    if (!credentials) return undefined;
    return readToken(credentials[1]?.trim() ?? '');
  }

  async function readToken(text: string): Promise<TokenLogin | null> {
    const token = await apiTokens.find(text);
    const user = token && (await accounts.find(token.userId));
    return token && user && { token, user };
  }

  return {
    read,
    readToken,
    identify: (cookie) => async (req, res, next) => {
      const login = await read(req);
      if (login === undefined) {
        cookie(req, res, next);
        return;
      }
      if (!login) throw new ApiError(401, 'invalid-token', 'The token is unknown, expired or revoked.');
      req.user = login.user;
      res.locals['apiToken'] = login.token;
      next();
    },
  };
}

/** The token of the request, or null if the request uses a cookie. */
export function tokenOf(res: Response): ApiToken | null {
  return (res.locals['apiToken'] as ApiToken | undefined) ?? null;
}

/** Names the sockets of a token, as the id of a session names those of the session. */
export function tokenSession(tokenId: string): string {
  return `token:${tokenId}`;
}

/** Refuses strangers, and tokens without the scope. A session has every scope. */
export function requireScope(scope: Scope | null): RequestHandler {
  return (req, res, next) => {
    const token = tokenOf(res);
    if (!req.user) next(new ApiError(401, 'unauthorized', 'Log in, or send a token.'));
    else if (scope && token && !token.scopes.includes(scope))
      next(new ApiError(403, 'missing-scope', `The token lacks the scope ${scope}.`));
    else next();
  };
}
