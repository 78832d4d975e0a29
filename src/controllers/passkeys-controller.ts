import type { Request, Response } from 'express';
import type { Log } from '../logging/log.js';
import { addressOf } from '../middleware/address-of.js';
import { currentUser } from '../middleware/require-user.js';
import type { Outcome } from '../services/passkey-ceremonies.js';
import { PASSKEYS_PER_USER_MAX } from '../services/passkeys.js';
import type { AddRefusal } from '../services/passkeys.js';
import type { PasskeyProblem } from '../views/passkey-pages.js';
import { renderPage, textsOf } from '../views/pages.js';
import { confirmPath } from './confirm-path.js';
import { fieldErrors, PasskeyForm, typedValues } from './form-schemas.js';
import { isLate, sendProblem } from './passkey-check.js';
import type { CheckRefusal } from './passkey-check.js';
import { creationIn } from './passkey-schemas.js';
import { sectionPath } from './passkey-section.js';
import type { PasskeySectionOptions } from './passkey-section.js';

export interface PasskeysOptions extends PasskeySectionOptions {
  readonly log: Pick<Log, 'info'>;
}

type Refusal = AddRefusal | CheckRefusal;

/** Bound to the session, so that the answer to one person's challenge adds no passkey to the account of another. */
const purposeOf = ({ sessionID }: Request) => ({ action: 'add', owner: sessionID }) as const;

/** The forms of the section _Passkeys_ that need no confirmation beforehand. */
export function passkeysController(options: PasskeysOptions) {
  const { passkeys, challenges, relyingParty, recoveryCodes, secondFactor, sessions, log } = options;

  async function add(req: Request, res: Response): Promise<Outcome<unknown, Refusal>> {
    const challenge = await challenges.take(req, res, purposeOf(req));
    if (!challenge.ok) return challenge;
    const rp = relyingParty(req);
    if (!rp) return { ok: false, reason: 'no-host-name' };
    const form = PasskeyForm.safeParse(req.body ?? {});
    const response = creationIn(req.body);
    if (!form.success || !response) return { ok: false, reason: 'unreadable' };
    const expected = { rp, challenge: challenge.value };
    return passkeys.add(currentUser(req).id, form.data.passkeyName, response, expected);
  }

  return {
    /** POST /account/passkeys/options. The page asks for the challenge after the person has entered the name. */
    async sendOptions(req: Request, res: Response): Promise<void> {
      const texts = textsOf(res);
      // The confirmation has expired since the page was drawn.
      if (!sessions.isConfirmed(req)) return void res.status(403).json({ location: confirmPath('add') });
      const rp = relyingParty(req);
      if (!rp) return sendProblem(res, 409, texts.passkeys.needsHostName());
      const form = PasskeyForm.safeParse(req.body ?? {});
      if (!form.success) {
        const { passkeyName = '' } = fieldErrors(form.error, ['passkeyName'], texts.forms);
        return sendProblem(res, 422, passkeyName);
      }
      if ((await passkeys.list(currentUser(req).id)).length >= PASSKEYS_PER_USER_MAX)
        return sendProblem(res, 409, texts.passkeys.tooMany());
      const challenge = challenges.issue(req, res, purposeOf(req));
      res.json(await passkeys.optionsToAdd(currentUser(req), { rp, challenge }));
    },

    /** POST /account/passkeys */
    async add(req: Request, res: Response): Promise<void> {
      if (!sessions.isConfirmed(req)) return res.redirect(303, confirmPath('add'));
      const { id } = currentUser(req);
      const added = await add(req, res);
      if (!added.ok) {
        log.info(`passkey not added reason=${added.reason} user=${id} address=${addressOf(req)}`);
        return res.redirect(303, sectionPath(problemOf(added.reason)));
      }
      log.info(`added a passkey user=${id} address=${addressOf(req)}`);
      if ((await recoveryCodes.count(id)) > 0) return res.redirect(303, sectionPath('added'));
      renderPage(res, 'recovery-codes', { codes: await recoveryCodes.renew(id), isFirst: true });
    },

    /** POST /account/second-factor. Turning it off makes the account weaker, so the person must confirm it first. */
    async chooseSecondFactor(req: Request, res: Response): Promise<void> {
      const { id } = currentUser(req);
      const isWanted = typedValues(req.body, ['secondFactor']).secondFactor !== '';
      const isOn = await secondFactor.isOn(id);
      if (!isWanted) return res.redirect(303, isOn ? confirmPath('second-factor') : sectionPath());
      if (!(await secondFactor.turnOn(id))) return res.redirect(303, sectionPath('askNeedsPasskey'));
      if (!isOn) log.info(`turned on the second factor user=${id} address=${addressOf(req)}`);
      res.redirect(303, sectionPath('secondFactorOn'));
    },
  };
}

function problemOf(reason: Refusal): PasskeyProblem {
  if (reason === 'already-added') return 'alreadyAdded';
  if (reason === 'too-many') return 'tooMany';
  return isLate(reason) ? 'addExpired' : 'addRefused';
}
