import type { Pages } from '../../src/views/pages.js';

type AdminPages = Pick<
  Pages,
  | 'admin'
  | 'admin-action'
  | 'admin-claim'
  | 'admin-password'
  | 'admin-sign-up-links'
  | 'admin-reports'
  | 'random'
>;

/** The pages for administrators with one account. `problem` stands in every place for a problem; null leaves them out. */
export function adminPages(username: string, name: string, problem: string | null): AdminPages {
  const account = {
    id: '65e71f4c0000000000000001',
    username,
    name,
    createdAt: new Date('2026-03-05T14:07:00Z'),
    isAdmin: problem === null,
    disabledAt: problem === null ? null : new Date('2026-03-06T14:07:00Z'),
  };
  const signUpLink = {
    id: problem ?? '65e71f4c0000000000000002',
    createdAt: new Date('2026-03-05T14:07:00Z'),
    expiresAt: new Date('2026-03-12T14:07:00Z'),
    maxUses: 5,
    uses: 2,
  };
  const person = { id: account.id, username, isDisabled: problem !== null };
  const report = {
    id: '65e71f4c0000000000000002',
    createdAt: new Date('2026-03-05T14:07:00Z'),
    reason: 'abuse',
    reporter: person,
    reported: person,
    decision: 'open',
  } as const;
  return {
    random: { textMax: 4_000 },
    'admin-reports': {
      reports: [
        { ...report, text: [{ isOwn: false, text: problem ?? 'You fool', sentAt: 0 }] },
        { ...report, text: null, reporter: null, reported: null, decision: 'dismissed' },
        { ...report, text: [], decision: 'handled' },
      ],
      older: '/admin/reports?before=2026-03-05T14%3A07%3A00.000Z',
      isDone: true,
    },
    admin: {
      accounts: [account],
      search: problem ?? '',
      more: '/admin?after=ann',
      notice: problem === null ? 'disabled' : null,
    },
    'admin-action': { account, action: 'disable', problem, refusal: problem, back: '/admin' },
    'admin-claim': { token: problem ?? 'token' },
    'admin-sign-up-links': {
      links: [signUpLink, { ...signUpLink, uses: 5 }],
      created:
        problem === null
          ? {
              url: 'https://meet.example/register?invitation=token',
              maxUses: 5,
              expiresAt: signUpLink.expiresAt,
            }
          : { url: problem, maxUses: 1, expiresAt: signUpLink.expiresAt },
      accountsMax: 50,
      typed: { accounts: problem ?? '1' },
      problems: problem === null ? {} : { accounts: problem, adminPassword: problem },
      refusal: problem,
      isRevoked: problem === null,
    },
    'admin-password': { username, password: problem ?? 'k7mqx-94fhe-wr2ta-8npcz', back: '/admin' },
  };
}
