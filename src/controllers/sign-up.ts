import type { Request } from 'express';
import type { Log } from '../logging/log.js';
import { addressOf } from '../middleware/address-of.js';
import { HttpError } from '../middleware/http-error.js';
import { TooManyAttempts } from '../middleware/too-many-attempts.js';
import type { Accounts, User } from '../services/accounts.js';
import type { Quota } from '../services/limits/attempt.js';
import type { SignUpLink, SignUpLinks } from '../services/sign-up-links.js';
import { BusyError } from '../services/work-limit.js';
import type { Refusal } from './password-check.js';

export interface SignUpOptions {
  readonly accounts: Accounts;
  readonly signUpLinks: SignUpLinks;
  /** By address. */
  readonly registrations: Quota;
  /** Wrong links, by address. */
  readonly unknownSignUpLinks: Quota;
  /** Attempts to register, by the id of the link. */
  readonly signUpLinkUses: Quota;
  readonly registrationOpen: boolean;
  readonly log: Pick<Log, 'info'>;
}

/** Decides who may register, and creates the account. */
export function createSignUp(options: SignUpOptions) {
  const { accounts, signUpLinks, registrations, unknownSignUpLinks, signUpLinkUses, registrationOpen, log } =
    options;

  function refused(reason: Refusal | 'sign-up-link', req: Request): void {
    log.info(`registration refused reason=${reason} address=${addressOf(req)}`);
  }

  async function takeFrom(quota: Quota, key: string, req: Request): Promise<void> {
    const admission = await quota.take(key);
    if (admission.allowed) return;
    refused('too-many-attempts', req);
    throw new TooManyAttempts(admission.retryAfterMs);
  }

  return {
    /**
     * The link with this token; null if everyone may register. `token` is empty if the request has none. Looks at nothing else in the
     * request, so that without a valid link the answer is the same for every username.
     * @throws {HttpError} if only people with a link may register, and this one is missing or does not work
     */
    async linkFor(req: Request, token: string): Promise<SignUpLink | null> {
      const link = token === '' ? null : await signUpLinks.find(token);
      if (link !== null || registrationOpen) return link;
      if (token === '') throw new HttpError(403, 'registrationClosed');
      await takeFrom(unknownSignUpLinks, addressOf(req), req);
      refused('sign-up-link', req);
      throw new HttpError(404, 'signUpLinkInvalid');
    },

    /**
     * Resolves to null if the username is taken; then the link keeps its use.
     * @throws {HttpError} if somebody else has taken the last use of the link in the meantime
     */
    async register(
      req: Request,
      account: Parameters<Accounts['register']>[0],
      link: SignUpLink | null,
    ): Promise<User | null> {
      await takeFrom(registrations, addressOf(req), req);
      if (link) {
        await takeFrom(signUpLinkUses, link.id, req);
        if (!(await signUpLinks.take(link.id))) {
          if (!registrationOpen) throw new HttpError(404, 'signUpLinkInvalid');
          link = null;
        }
      }
      let user: User | null = null;
      try {
        user = await accounts.register(account);
      } catch (error) {
        if (error instanceof BusyError) refused('busy', req);
        throw error;
      } finally {
        if (link && !user) await signUpLinks.giveBack(link.id);
      }
      return user;
    },
  };
}
