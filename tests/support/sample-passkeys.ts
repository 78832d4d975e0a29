import type { Passkey } from '../../src/services/passkeys.js';
import type { PasskeySection } from '../../src/views/passkey-pages.js';
import type { Pages } from '../../src/views/pages.js';

/** What the pages show about passkeys. */
interface Samples {
  readonly login: Pick<Pages['login'], 'passkeySite' | 'passkeyProblem'>;
  readonly section: PasskeySection;
  readonly pages: Pick<Pages, 'second-factor' | 'confirm' | 'recovery-codes'>;
}

/** For a person without a passkey, at an IP address. */
export const plainPasskeys: Samples = {
  login: { passkeySite: null, passkeyProblem: null },
  section: {
    site: null,
    list: [],
    mayAdd: true,
    isSecondFactorOn: false,
    codesLeft: 0,
    notice: null,
    problem: null,
  },
  pages: {
    'second-factor': { site: null, passkeyProblem: null, codeProblem: null, next: null },
    confirm: {
      action: 'add',
      passkey: null,
      isLastPasskey: false,
      site: null,
      passwordProblem: null,
      passkeyProblem: null,
    },
    'recovery-codes': { codes: ['aaaa-bbbb-cccc-dddd'], isFirst: true },
  },
};

/** With every problem, and `text` wherever a person or a request can bring a text in. */
export function hostilePasskeys(text: string): Samples {
  const site = { host: text, address: text };
  const createdAt = new Date('2026-03-05T14:07:00Z');
  const passkey: Passkey = { id: text, name: text, createdAt, lastUsedAt: createdAt };
  return {
    login: { passkeySite: site, passkeyProblem: text },
    section: {
      site,
      list: [passkey, { ...passkey, lastUsedAt: null }],
      mayAdd: true,
      isSecondFactorOn: true,
      codesLeft: 10,
      notice: 'added',
      problem: 'addRefused',
    },
    pages: {
      'second-factor': { site, passkeyProblem: text, codeProblem: text, next: text },
      confirm: {
        action: 'remove',
        passkey,
        isLastPasskey: true,
        site,
        passwordProblem: text,
        passkeyProblem: text,
      },
      'recovery-codes': { codes: [text], isFirst: false },
    },
  };
}
