import type { SignUpLink } from '../services/sign-up-links.js';

/** The values of the page with the sign-up links. */
export interface SignUpLinksPage {
  readonly links: readonly SignUpLink[];
  /** A link that has just been created: the only time that its address is visible. */
  readonly created: { readonly url: string; readonly maxUses: number; readonly expiresAt: Date } | null;
  readonly accountsMax: number;
  readonly typed: { readonly accounts: string };
  /** One text for each field that the person must change. */
  readonly problems: Readonly<Partial<Record<'accounts' | 'adminPassword', string>>>;
  /** The reason why there is no new link, or null. */
  readonly refusal: string | null;
  readonly isRevoked: boolean;
}
