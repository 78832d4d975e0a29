import type { IncomingMessage } from 'node:http';
import type { Request, Response } from 'express';
import type { ChallengeRefusal, Challenges, Purpose } from '../middleware/challenges.js';
import type { Outcome, RelyingParty } from '../services/passkey-ceremonies.js';
import type { Passkeys, UseRefusal } from '../services/passkeys.js';
import type { PasskeySite } from '../views/passkey-pages.js';
import { textsOf } from '../views/pages.js';
import { useIn } from './passkey-schemas.js';

export interface PasskeyCheckOptions {
  readonly passkeys: Passkeys;
  readonly challenges: Challenges;
  /** The site that the browser of the request has open; null if no passkey can work there. */
  readonly relyingParty: (req: IncomingMessage) => RelyingParty | null;
  /** The address that people should open, or null if they may open any. */
  readonly publicUrl: string | null;
}

export type CheckRefusal = UseRefusal | ChallengeRefusal | 'no-host-name';

export interface PasskeyCheck {
  /** Answers a script with what it passes to `navigator.credentials.get`. `userId` as in `Passkeys`. */
  sendOptions(req: Request, res: Response, purpose: Purpose, userId: string | null): Promise<void>;
  /** Resolves to the id of the user whose passkey has answered the challenge of this browser. */
  check(
    req: Request,
    res: Response,
    purpose: Purpose,
    userId: string | null,
  ): Promise<Outcome<string, CheckRefusal>>;
  siteOf(req: Request): PasskeySite;
}

export function createPasskeyCheck(options: PasskeyCheckOptions): PasskeyCheck {
  const { passkeys, challenges, relyingParty, publicUrl } = options;
  return {
    async sendOptions(req, res, purpose, userId) {
      const rp = relyingParty(req);
      if (!rp) return sendProblem(res, 409, textsOf(res).passkeys.needsHostName());
      const challenge = challenges.issue(req, res, purpose);
      res.json(await passkeys.optionsToUse(userId, { rp, challenge }));
    },

    async check(req, res, purpose, userId) {
      // The challenge is used up even if the answer turns out to be wrong.
      const challenge = await challenges.take(req, res, purpose);
      if (!challenge.ok) return challenge;
      const rp = relyingParty(req);
      if (!rp) return { ok: false, reason: 'no-host-name' };
      const response = useIn(req.body);
      if (!response) return { ok: false, reason: 'unreadable' };
      return passkeys.use(userId, response, { rp, challenge: challenge.value });
    },

    siteOf(req) {
      const rp = relyingParty(req);
      return rp && { host: rp.id, address: publicUrl };
    },
  };
}

/** Answers a script with a text that it shows to the person. */
export function sendProblem(res: Response, status: number, problem: string): void {
  res.status(status).json({ problem });
}

/** Whether a new try with a new challenge is all that is needed. */
export function isLate(reason: string): boolean {
  return reason === 'no-challenge' || reason === 'expired-challenge';
}

/** Whether the form carries the answer of a passkey. */
export function hasPasskey(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'passkey' in body && body.passkey !== '';
}
