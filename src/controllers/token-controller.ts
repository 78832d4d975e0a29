import type { Request, Response } from 'express';
import { addressOf } from '../middleware/address-of.js';
import { tokenSession } from '../middleware/bearer.js';
import { currentUser } from '../middleware/require-user.js';
import { TOKENS_PER_USER_MAX } from '../services/api-tokens.js';
import type { ApiTokens } from '../services/api-tokens.js';
import { textsOf } from '../views/pages.js';
import type { TokenSection } from '../views/token-section.js';
import { fieldErrors, TokenForm, typedValues } from './form-schemas.js';
import { createPasswordCheck } from './password-check.js';
import type { PasswordCheckOptions } from './password-check.js';
import { tokenSection } from './token-section.js';

export interface TokenOptions extends PasswordCheckOptions {
  readonly apiTokens: ApiTokens;
  /** Ends the sockets of a session or a token: they leave their calls and close. */
  disconnectSession(sessionId: string): void;
}

/** Answers with the page Account, which contains this section. */
type ShowSection = (req: Request, res: Response, section: TokenSection) => Promise<void>;

export function tokenController(options: TokenOptions, showSection: ShowSection) {
  const { apiTokens, log, disconnectSession } = options;
  const checkPassword = createPasswordCheck(options, 'password');

  async function refuse(req: Request, res: Response, problems: TokenSection['problems']): Promise<void> {
    res.status(422);
    await showSection(req, res, await tokenSection(req, apiTokens, { problems }));
  }

  return {
    /** POST /account/tokens. The answer itself shows the token, because nothing can show it later. */
    async create(req: Request, res: Response): Promise<void> {
      const form = TokenForm.safeParse(req.body ?? {});
      if (!form.success) {
        const fields = ['tokenName', 'tokenAccess', 'tokenDays', 'tokenPassword'] as const;
        return refuse(req, res, fieldErrors(form.error, fields, textsOf(res).forms));
      }
      const { tokenName: name, tokenAccess: scopes, tokenDays: days, tokenPassword: password } = form.data;
      const { id, username } = currentUser(req);
      if (!(await checkPassword(req, { username, password })))
        return refuse(req, res, { tokenPassword: textsOf(res).account.wrongPassword() });
      const created = await apiTokens.create(id, { name, scopes, days });
      if (!created)
        return refuse(req, res, { tokenName: textsOf(res).tokens.tooMany({ max: TOKENS_PER_USER_MAX }) });
      log.info(`created a token user=${id} address=${addressOf(req)}`);
      await showSection(req, res, await tokenSection(req, apiTokens, { created }));
    },

    /** POST /account/tokens/revoke. A token that is gone already is revoked too. */
    async revoke(req: Request, res: Response): Promise<void> {
      const { id } = currentUser(req);
      const { token } = typedValues(req.body, ['token']);
      if (await apiTokens.revoke(id, token)) {
        disconnectSession(tokenSession(token));
        log.info(`revoked a token user=${id} address=${addressOf(req)}`);
      }
      res.redirect(303, '/account?token-revoked#tokens');
    },
  };
}
