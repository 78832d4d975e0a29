import type { Request } from 'express';
import { currentUser } from '../middleware/require-user.js';
import type { ApiTokens } from '../services/api-tokens.js';
import type { TokenSection } from '../views/token-section.js';
import { TOKEN_DAYS, typedValues } from './form-schemas.js';

/** What a new form offers. A token that can only read does the least harm if it leaks. */
const DEFAULTS = { tokenName: '', tokenAccess: 'read', tokenDays: '30' };

/** Reads the tokens of the user. A refused form keeps its values, except the password. */
export async function tokenSection(
  req: Request,
  apiTokens: ApiTokens,
  { problems = {}, created = null }: Partial<Pick<TokenSection, 'problems' | 'created'>> = {},
): Promise<TokenSection> {
  const isRefused = Object.keys(problems).length > 0;
  return {
    tokens: await apiTokens.list(currentUser(req).id),
    created,
    isRevoked: req.query['token-revoked'] !== undefined,
    days: TOKEN_DAYS,
    typed: isRefused ? typedValues(req.body, ['tokenName', 'tokenAccess', 'tokenDays']) : DEFAULTS,
    problems,
  };
}
