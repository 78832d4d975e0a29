import type { ListedToken } from '../../src/services/api-tokens.js';
import type { TokenSection } from '../../src/views/token-section.js';

export function listedToken(changes: Partial<ListedToken> = {}): ListedToken {
  return {
    id: 't1',
    name: 'Backup',
    scopes: ['read'],
    isLogin: false,
    createdAt: new Date('2026-03-01T08:00:00Z'),
    lastUsedAt: null,
    expiresAt: new Date('2026-03-31T08:00:00Z'),
    ...changes,
  };
}

/** The section of a user with one token and an empty form. */
export function tokenSection(changes: Partial<TokenSection> = {}): TokenSection {
  return {
    tokens: [listedToken()],
    created: null,
    isRevoked: false,
    days: ['7', '30'],
    typed: { tokenName: '', tokenAccess: 'read', tokenDays: '30' },
    problems: {},
    ...changes,
  };
}

/** The section with this text in every place. */
export function tokenSectionFullOf(text: string): TokenSection {
  return tokenSection({
    tokens: [listedToken({ id: text, name: text })],
    created: { name: text, token: text },
    typed: { tokenName: text, tokenAccess: text, tokenDays: text },
    problems: { tokenName: text, tokenAccess: text, tokenDays: text, tokenPassword: text },
  });
}
