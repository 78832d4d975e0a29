import type { ListedToken } from '../services/api-tokens.js';

/** The fields of the form that creates a token, from top to bottom. */
export type TokenField = 'tokenName' | 'tokenAccess' | 'tokenDays' | 'tokenPassword';

/** The section API tokens of the page Account. */
export interface TokenSection {
  readonly tokens: readonly ListedToken[];
  /** The token that has just been created: only this page shows it. */
  readonly created: { readonly name: string; readonly token: string } | null;
  readonly isRevoked: boolean;
  /** The lifetimes to choose from. */
  readonly days: readonly string[];
  readonly typed: Readonly<Record<Exclude<TokenField, 'tokenPassword'>, string>>;
  /** One text for each field that the person must change. */
  readonly problems: Readonly<Partial<Record<TokenField, string>>>;
}
