import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import ejs from 'ejs';
import { notificationSection } from '../../tests/support/sample-notifications.js';
import { listedToken, tokenSection } from '../../tests/support/token-fixtures.js';
import { hostilePasskeys, plainPasskeys } from '../../tests/support/sample-passkeys.js';
import { messagesFor } from '../messages/messages.js';
import type { PageLocals, Pages } from './pages.js';

type AccountPage = Pages['account'];

const session = {
  id: 's1',
  startedAt: new Date('2026-03-05T14:07:00Z'),
  lastSeenAt: new Date('2026-03-06T09:30:00Z'),
  browser: 'Firefox',
  system: 'Linux',
  isThisDevice: true,
};

function render(changes: Partial<AccountPage> = {}): Promise<string> {
  const shared: PageLocals = {
    user: { id: '1', name: 'Ann Lind', username: 'ann', language: null, isAdmin: false },
    registrationOpen: true,
    randomOn: true,
    theme: 'system',
    language: 'en',
    locale: 'en-GB',
    t: messagesFor('en'),
    asset: (name) => `/build/${name}`,
  };
  const page: AccountPage = {
    name: 'Ann Lind',
    username: 'ann',
    languages: { en: 'English', fr: 'Français' },
    chosenLanguage: 'fr',
    sessions: [session, { ...session, id: 's2', browser: null, system: null, isThisDevice: false }],
    allSessions: 'all',
    chosenSession: '',
    passwordMin: 8,
    passkeys: plainPasskeys.section,
    notifications: { ...notificationSection('Firefox'), devices: [] },
    notice: null,
    problems: {},
    tokens: tokenSection(),
    ...changes,
  };
  const file = fileURLToPath(new URL('pages/account.ejs', import.meta.url));
  return ejs.renderFile(file, { ...shared, ...page });
}

function inputsIn(page: string): string[] {
  return page.match(/<input[^>]*>/g) ?? [];
}

test('the account page shows the chosen language and says that it was saved', async () => {
  const page = await render({ notice: 'saved' });
  assert.match(page, /<option value="fr" lang="fr" selected>Français<\/option>/);
  assert.match(page, /role="status"><svg[^]*?<\/svg>\s*Your changes have been saved\./);
});

test('the account page names the device of each session, and marks this one', async () => {
  const page = await render();
  assert.match(page, />Firefox on Linux<[^]*?>This device<[^]*?>Unknown device</);
  assert.equal(page.match(/>This device</g)?.length, 1);
});

test('the account page has a heading for each of its parts', async () => {
  const page = (await render()).replace(/<template.*?<\/template>/gs, ''); // what a script may show later
  const headings = [...page.matchAll(/<h2[^>]*>([^<]+)<\/h2>/g)].map(([, heading]) => heading);
  assert.deepEqual(headings, [
    'Profile',
    'Appearance',
    'Password',
    'Passkeys',
    'Notifications',
    'Sessions',
    'API tokens',
    'Your data',
  ]);
});

for (const field of ['name', 'currentPassword', 'newPassword', 'sessionPassword', 'deletePassword']) {
  test(`the account page takes the person to the problem of ${field}, and keeps no password`, async () => {
    const page = await render({ problems: { [field]: 'Try again.' } });
    assert.match(page, /<title>Error: Account · Parley<\/title>/);
    const focused = inputsIn(page).filter((input) => input.includes('autofocus'));
    assert.equal(focused.length, 1);
    assert.match(focused[0] ?? '', new RegExp(`id="${field}"`));
    assert.match(focused[0] ?? '', new RegExp(`aria-describedby="[^"]*\\b${field}-problem"`));
    for (const input of inputsIn(page)) assert.doesNotMatch(input, /type="password"[^>]*\bvalue=/);
  });
}

test('of several problems, the person starts with the first; a chosen session stays chosen', async () => {
  const problems = { session: 'Choose a session.', sessionPassword: 'Enter your current password.' };
  const page = await render({ problems, chosenSession: 's2' });
  const inputs = inputsIn(page);
  assert.match(inputs.find((input) => input.includes('autofocus')) ?? '', /id="session-0"/);
  assert.match(inputs.find((input) => input.includes(' checked')) ?? '', /value="s2"/);
});

test('the account page lists each token with its access and its times', async () => {
  const lastUsedAt = new Date('2026-03-06T09:30:00Z');
  const login = listedToken({ name: 'Login', scopes: ['read', 'write'], isLogin: true, lastUsedAt });
  const page = await render({ tokens: tokenSection({ tokens: [listedToken(), login] }) });
  const lines = [...page.matchAll(/<li class="token">([^]*?)<\/li>/g)].map(([, line = '']) =>
    line
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
  );
  assert.deepEqual(lines, [
    'Backup Read only Created: Sun, 1 Mar 2026 Never used Expires: Tue, 31 Mar 2026 Revoke',
    'Login Read and write Created: Sun, 1 Mar 2026 Last used: Fri, 6 Mar 2026 09:30 UTC Expires: Tue, 31 Mar 2026 Revoke',
  ]);
  assert.match(page, /name="token" value="t1" \/>\s*<button[^>]*aria-describedby="token-0">Revoke</);
  assert.match(await render({ tokens: tokenSection({ tokens: [] }) }), /You have no tokens\./);
});

test('the account page takes the person to a new token', async () => {
  const created = { name: 'Backup', token: 'parley_abc' };
  const page = await render({ tokens: tokenSection({ created }) });
  assert.match(page, /<textarea[^>]*id="new-token"[^>]*readonly[^>]*autofocus>parley_abc<\/textarea>/);
  assert.match(page, /The token “Backup” has been created\./);
  assert.doesNotMatch(await render(), /new-token/);
});

for (const field of ['tokenName', 'tokenAccess', 'tokenDays', 'tokenPassword']) {
  test(`the account page takes the person to the problem of ${field}, and keeps what else was typed`, async () => {
    const typed = { tokenName: 'Bot', tokenAccess: 'write', tokenDays: '7' };
    const page = await render({ tokens: tokenSection({ typed, problems: { [field]: 'Try again.' } }) });
    assert.match(page, /<title>Error: Account · Parley<\/title>/);
    const focused = page.match(/<(?:input|select)[^>]*autofocus[^>]*>/g) ?? [];
    assert.equal(focused.length, 1);
    assert.match(focused.join(), new RegExp(`name="${field}"`));
    assert.match(page, new RegExp(`aria-describedby="[^"]*\\b${field}-problem"`));
    assert.match(page, /name="tokenName"\s+type="text"\s+value="Bot"/);
    assert.match(page, /value="write"[^>]* checked/);
    assert.match(page, /value="7" selected/);
    assert.doesNotMatch(page, /type="password"[^>]*\bvalue=/);
  });
}

test('people confirm that it is them before they add a passkey, if their login is not recent', async () => {
  const { site } = hostilePasskeys('x').section;
  for (const [mayAdd, form] of [
    [true, 'add'],
    [false, 'confirm'],
  ] as const) {
    const page = await render({ passkeys: { ...plainPasskeys.section, site, mayAdd } });
    assert.deepEqual(
      [...page.matchAll(/data-passkey="(\w+)"/g)].map(([, name]) => name),
      [form],
    );
  }
});

test('at an IP address the account page offers no passkey, and says why', async () => {
  const page = await render();
  assert.doesNotMatch(page, /data-passkey=/);
  assert.match(page, /Passkeys don’t work when the address of the page is an IP address/);
});
