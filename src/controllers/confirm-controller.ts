import type { Request, Response } from 'express';
import { addressOf } from '../middleware/address-of.js';
import { HttpError } from '../middleware/http-error.js';
import { TooManyAttempts } from '../middleware/too-many-attempts.js';
import { currentUser } from '../middleware/require-user.js';
import type { SecondFactorAttempts } from '../services/limits/second-factor-attempts.js';
import type { Passkey } from '../services/passkeys.js';
import type { ConfirmedAction, ConfirmPage } from '../views/passkey-pages.js';
import { renderPage, textsOf } from '../views/pages.js';
import { ConfirmationForm, ConfirmedActionName, fieldErrors, typedValues } from './form-schemas.js';
import { createPasskeyCheck, hasPasskey, isLate } from './passkey-check.js';
import { sectionPath } from './passkey-section.js';
import type { PasskeySectionOptions } from './passkey-section.js';
import { createPasswordCheck } from './password-check.js';
import type { PasswordCheckOptions } from './password-check.js';

export interface ConfirmOptions extends PasskeySectionOptions, PasswordCheckOptions {
  readonly secondFactorAttempts: SecondFactorAttempts;
}

/** An action that the person can carry out now. */
interface Intent {
  readonly action: ConfirmedAction;
  /** The passkey to remove, or null for other actions. */
  readonly passkey: Passkey | null;
  /** The number of passkeys of the person. */
  readonly count: number;
}

type Problems = Partial<Pick<ConfirmPage, 'passwordProblem' | 'passkeyProblem'>>;

const purposeOf = ({ sessionID }: Request) => ({ action: 'confirm', owner: sessionID }) as const;

/** Carries out what makes an account weaker, or harder to win back, after the password or a passkey. */
export function confirmController(options: ConfirmOptions) {
  const { passkeys, recoveryCodes, secondFactor, sessions, secondFactorAttempts, log } = options;
  const checkPassword = createPasswordCheck(options, 'password');
  const passkeyCheck = createPasskeyCheck(options);

  /** Resolves to null if there is nothing to do, for example because the passkey has been removed meanwhile. */
  async function intentOf(req: Request, passkeyId: unknown): Promise<Intent | null> {
    const name = ConfirmedActionName.safeParse(req.params['action']);
    if (!name.success) throw new HttpError(404, 'pageMissing');
    const { id } = currentUser(req);
    const action = name.data;
    const list = await passkeys.list(id);
    const passkey = action === 'remove' ? (list.find((one) => one.id === passkeyId) ?? null) : null;
    const isPossible = {
      add: () => true,
      remove: () => passkey !== null,
      codes: () => list.length > 0,
      'second-factor': () => secondFactor.isOn(id),
    };
    return (await isPossible[action]()) ? { action, passkey, count: list.length } : null;
  }

  function render(
    req: Request,
    res: Response,
    { action, passkey, count }: Intent,
    { passwordProblem = null, passkeyProblem = null }: Problems = {},
  ): void {
    renderPage(res, 'confirm', {
      action,
      passkey,
      isLastPasskey: passkey !== null && count === 1,
      site: count > 0 ? passkeyCheck.siteOf(req) : null,
      passwordProblem,
      passkeyProblem,
    });
  }

  /** Resolves to what is wrong with the passkey or the password in the form, or to null if it is right. */
  async function problemsOf(req: Request, res: Response): Promise<Problems | null> {
    return hasPasskey(req.body) ? passkeyProblems(req, res) : passwordProblems(req, res);
  }

  async function passkeyProblems(req: Request, res: Response): Promise<Problems | null> {
    const texts = textsOf(res).passkeys;
    const { id } = currentUser(req);
    const attempt = await secondFactorAttempts.begin(id, addressOf(req));
    if (!attempt.allowed) throw new TooManyAttempts(attempt.retryAfterMs);
    const used = await passkeyCheck.check(req, res, purposeOf(req), id);
    if (!used.ok) {
      log.info(`confirmation refused reason=${used.reason} user=${id} address=${addressOf(req)}`);
      return { passkeyProblem: isLate(used.reason) ? texts.useExpired() : texts.confirmRefused() };
    }
    await attempt.succeeded();
    return null;
  }

  async function passwordProblems(req: Request, res: Response): Promise<Problems | null> {
    const texts = textsOf(res);
    const form = ConfirmationForm.safeParse(req.body ?? {});
    if (!form.success) {
      const { confirmPassword } = fieldErrors(form.error, ['confirmPassword'], texts.forms);
      return { passwordProblem: confirmPassword ?? texts.account.wrongPassword() };
    }
    const { username } = currentUser(req);
    const user = await checkPassword(req, { username, password: form.data.confirmPassword });
    return user ? null : { passwordProblem: texts.account.wrongPassword() };
  }

  async function carryOut(req: Request, res: Response, { action, passkey }: Intent): Promise<void> {
    const { id } = currentUser(req);
    switch (action) {
      case 'add':
        return res.redirect(303, sectionPath());
      case 'remove':
        if (passkey && (await passkeys.remove(id, passkey.id)))
          log.info(`removed a passkey user=${id} address=${addressOf(req)}`);
        if ((await passkeys.list(id)).length === 0) {
          await secondFactor.turnOff(id);
          await recoveryCodes.removeAll(id);
        }
        return res.redirect(303, sectionPath('removed'));
      case 'codes':
        log.info(`made new recovery codes user=${id} address=${addressOf(req)}`);
        return renderPage(res, 'recovery-codes', { codes: await recoveryCodes.renew(id), isFirst: false });
      case 'second-factor':
        await secondFactor.turnOff(id);
        log.info(`turned off the second factor user=${id} address=${addressOf(req)}`);
        return res.redirect(303, sectionPath('secondFactorOff'));
    }
  }

  return {
    /** GET /account/confirm/:action */
    async show(req: Request, res: Response): Promise<void> {
      const intent = await intentOf(req, req.query['passkey']);
      if (!intent) return res.redirect(303, sectionPath());
      render(req, res, intent);
    },

    /** POST /account/confirm/:action/options */
    sendOptions(req: Request, res: Response): Promise<void> {
      return passkeyCheck.sendOptions(req, res, purposeOf(req), currentUser(req).id);
    },

    /** POST /account/confirm/:action */
    async confirm(req: Request, res: Response): Promise<void> {
      const intent = await intentOf(req, typedValues(req.body, ['passkeyId']).passkeyId);
      if (!intent) return res.redirect(303, sectionPath());
      const problems = await problemsOf(req, res);
      if (problems) {
        res.status(422);
        return render(req, res, intent, problems);
      }
      await sessions.confirm(req);
      await carryOut(req, res, intent);
    },
  };
}
