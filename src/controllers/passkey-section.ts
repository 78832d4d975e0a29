import type { Request } from 'express';
import { currentUser } from '../middleware/require-user.js';
import type { Sessions } from '../middleware/session.js';
import type { RecoveryCodes } from '../services/recovery-codes.js';
import type { SecondFactor } from '../services/second-factor.js';
import type { PasskeyNotice, PasskeyProblem, PasskeySection } from '../views/passkey-pages.js';
import { createPasskeyCheck } from './passkey-check.js';
import type { PasskeyCheckOptions } from './passkey-check.js';

export interface PasskeySectionOptions extends PasskeyCheckOptions {
  readonly sessions: Sessions;
  readonly secondFactor: SecondFactor;
  readonly recoveryCodes: RecoveryCodes;
}

/** The queries of /account after a form of the section, so that a reload sends nothing again. */
const NOTICES: Record<PasskeyNotice, string> = {
  added: 'passkey-added',
  removed: 'passkey-removed',
  secondFactorOn: 'second-factor-on',
  secondFactorOff: 'second-factor-off',
};
const PROBLEMS: Record<PasskeyProblem, string> = {
  addRefused: 'passkey-refused',
  addExpired: 'passkey-expired',
  alreadyAdded: 'passkey-already-added',
  tooMany: 'passkey-too-many',
  askNeedsPasskey: 'second-factor-refused',
};

/** The address of the section that says what has been done, or what went wrong. Without a text, only of the section. */
export function sectionPath(text?: PasskeyNotice | PasskeyProblem): string {
  const query = text === undefined ? '' : `?${{ ...NOTICES, ...PROBLEMS }[text]}`;
  return `/account${query}#passkeys`;
}

/** Returns a function that reads the section _Passkeys_ of the account page. */
export function createPasskeySection(options: PasskeySectionOptions) {
  const { passkeys, sessions, secondFactor, recoveryCodes } = options;
  const { siteOf } = createPasskeyCheck(options);
  return async (req: Request): Promise<PasskeySection> => {
    const { id } = currentUser(req);
    return {
      site: siteOf(req),
      list: await passkeys.list(id),
      mayAdd: sessions.isConfirmed(req),
      isSecondFactorOn: await secondFactor.isOn(id),
      codesLeft: await recoveryCodes.count(id),
      notice: keyIn(NOTICES, req.query),
      problem: keyIn(PROBLEMS, req.query),
    };
  };
}

function keyIn<Key extends string>(names: Record<Key, string>, query: Request['query']): Key | null {
  const entries = Object.entries(names) as [Key, string][];
  return entries.find(([, name]) => query[name] !== undefined)?.[0] ?? null;
}
