import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const TOKEN_BYTES = 32;
const LIFETIME_MS = 24 * 60 * 60 * 1_000;

/** The right to become the first administrator: one token, which works once and for 24 hours. */
export interface AdminClaim {
  /** Returns a new token, and ends the previous one. Nobody can read it again: only its hash is kept, in memory. */
  issue(): string;
  accepts(token: string): boolean;
  /**
   * Runs `appoint` if the token is accepted, and resolves to whether it ran. Of several calls at the same time, one runs it.
   * If `appoint` rejects, the token works again.
   */
  use(token: string, appoint: () => Promise<void>): Promise<boolean>;
}

interface Issued {
  readonly hash: Buffer;
  readonly expiresAt: number;
}

/** @param now ms since the epoch */
export function createAdminClaim(now: () => number): AdminClaim {
  let issued: Issued | null = null;

  function find(token: string): Issued | null {
    return issued && now() < issued.expiresAt && timingSafeEqual(issued.hash, hashOf(token)) ? issued : null;
  }

  return {
    issue() {
      const token = randomBytes(TOKEN_BYTES).toString('base64url');
      issued = { hash: hashOf(token), expiresAt: now() + LIFETIME_MS };
      return token;
    },

    accepts: (token) => find(token) !== null,

    async use(token, appoint) {
      const found = find(token);
      if (!found) return false;
      issued = null;
      try {
        await appoint();
        return true;
      } catch (error) {
        issued ??= found;
        throw error;
      }
    },
  };
}

/** The token has 256 random bits, so its hash needs neither a salt nor many rounds. */
function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
