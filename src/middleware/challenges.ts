import { parse } from 'cookie';
import type { Request, Response } from 'express';
import type { ChallengeSigner } from '../security/signed-challenge.js';
import type { CookieScope } from './cookie-scope.js';
import { CEREMONY_MS } from '../services/passkey-ceremonies.js';
import type { Outcome } from '../services/passkey-ceremonies.js';
import type { UsedChallenges } from '../services/used-challenges.js';

/** The word in the log for the reason of a refusal. */
export type ChallengeRefusal = 'no-challenge' | 'expired-challenge' | 'used-challenge';

/** What a challenge is for; and the session or the pending login to which it belongs, or an empty text. */
export interface Purpose {
  readonly action: 'log-in' | 'second-factor' | 'add' | 'confirm';
  readonly owner: string;
}

export interface Challenges {
  /** Creates a challenge. A cookie binds it to this browser. */
  issue(req: Request, res: Response, purpose: Purpose): string;
  /** Resolves to the challenge of this browser, which nobody can take a second time. */
  take(req: Request, res: Response, purpose: Purpose): Promise<Outcome<string, ChallengeRefusal>>;
}

export interface ChallengesOptions {
  readonly signer: ChallengeSigner;
  readonly used: UsedChallenges;
  readonly isHttps: boolean;
  readonly scope: CookieScope;
  /** ms since the epoch */
  readonly now: () => number;
}

const COOKIE = 'parley.challenge';

export function createChallenges({ signer, used, isHttps, scope, now }: ChallengesOptions): Challenges {
  const name = scope.name(COOKIE);
  const attributes = (req: Request) =>
    ({ path: scope.path, httpOnly: true, sameSite: 'strict', secure: isHttps || req.secure }) as const;
  const textOf = ({ action, owner }: Purpose) => `${action} ${owner}`;
  return {
    issue(req, res, purpose) {
      const signed = signer.create(now() + CEREMONY_MS);
      const value = signer.sign(signed, textOf(purpose));
      res.cookie(name, value, { ...attributes(req), maxAge: CEREMONY_MS });
      return signed.challenge;
    },

    async take(req, res, purpose) {
      const signed = signer.read(parse(req.headers.cookie ?? '')[name] ?? '', textOf(purpose));
      res.clearCookie(name, attributes(req));
      if (!signed) return { ok: false, reason: 'no-challenge' };
      if (signed.expiresAt <= now()) return { ok: false, reason: 'expired-challenge' };
      return (await used.use(signed.challenge, new Date(signed.expiresAt)))
        ? { ok: true, value: signed.challenge }
        : { ok: false, reason: 'used-challenge' };
    },
  };
}
