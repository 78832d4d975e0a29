import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import ejs from 'ejs';
import {
  attended,
  code,
  entry,
  hostile,
  hostileUser,
  plain,
  user,
} from '../../tests/support/sample-pages.js';
import { messagesFor, type Language } from '../messages/messages.js';
import type { PageLocals, Pages } from './pages.js';

/** The locals of every page in one language. */
function shared(language: Language = 'en'): PageLocals {
  return {
    user: null,
    registrationOpen: true,
    randomOn: true,
    theme: 'system',
    language,
    locale: { en: 'en-GB', fr: 'fr-FR' }[language],
    t: messagesFor(language),
    asset: (name) => `/build/${name}`,
  };
}

function render<P extends keyof Pages>(page: P, locals: Pages[P], seen: Partial<PageLocals> = {}) {
  const file = fileURLToPath(new URL(`pages/${page}.ejs`, import.meta.url));
  return ejs.renderFile(file, { ...shared(), ...seen, ...locals });
}

const names = Object.keys(plain) as (keyof Pages)[];
const versions = names.flatMap((name) => [
  { name, how: 'as it is mostly seen', html: () => render(name, plain[name], { user }) },
  { name, how: 'full of markup', html: () => render(name, hostile[name], { user: hostileUser }) },
  { name, how: 'in French', html: () => render(name, plain[name], { ...shared('fr'), user }) },
]);

/** The tags of a document with their attributes; enough for markup that is our own and therefore tidy. */
function tags(html: string): { name: string; attributes: Map<string, string> }[] {
  return [...html.matchAll(/<([a-z][a-z0-9]*)((?:\s+[\w-]+(?:="[^"]*")?)*)\s*\/?>/g)].map((tag) => ({
    name: tag[1] ?? '',
    attributes: new Map(
      [...(tag[2] ?? '').matchAll(/([\w-]+)(?:="([^"]*)")?/g)].map(([, key, value]) => [
        key ?? '',
        value ?? '',
      ]),
    ),
  }));
}

for (const { name, how, html } of versions) {
  test(`the page "${name}", ${how}, has no script or style but what it loads from files`, async () => {
    const page = await html();
    assert.doesNotMatch(page, /<script>|<style|alert\(1\)<\/script>/);
    for (const tag of tags(page)) {
      if (tag.name === 'script') assert.match(tag.attributes.get('src') ?? '', /^\/build\//);
      for (const attribute of tag.attributes.keys()) assert.doesNotMatch(attribute, /^(style|on.*)$/);
    }
    const opened = page.match(/<[a-z]/g)?.length;
    assert.equal(tags(page).length, opened, 'markup in a value has broken a tag');
  });

  test(`the page "${name}", ${how}, gives every field a label and every reference its target`, async () => {
    const page = await html();
    const all = tags(page);
    const ids = all.flatMap(({ attributes }) => attributes.get('id') ?? []);
    assert.deepEqual(ids, [...new Set(ids)], 'an id stands twice');
    const labelled = all.flatMap(({ attributes }) => attributes.get('for') ?? []);
    for (const id of labelled) assert.ok(ids.includes(id), `a label for ${id}, which is not there`);
    for (const { name: tag, attributes } of all) {
      const describedBy = attributes.get('aria-describedby')?.split(' ') ?? [];
      for (const id of describedBy) assert.ok(ids.includes(id), `described by ${id}, which is not there`);
      if ((tag === 'input' && attributes.get('type') !== 'hidden') || ['textarea', 'select'].includes(tag)) {
        const isLabelled = attributes.has('aria-label') || labelled.includes(attributes.get('id') ?? '');
        assert.ok(isLabelled, `${attributes.get('name')} has no label`);
      }
    }
    assert.equal(page.match(/<h1/g)?.length, name === 'room' ? 3 : 1);
    assert.equal(page.match(/<main/g)?.length, 1);
  });
}

test('a page in French says so, and dates and durations follow', async () => {
  const page = await render('history', plain.history, { ...shared('fr'), user });
  assert.match(page, /<html lang="fr-FR" data-base="\/">/);
  assert.match(page, /<title>Historique · Parley<\/title>/);
  assert.match(page, />jeu\. 5 mars 2026<\/time>/);
  assert.match(page, /1\sh 5\smin/);
  assert.match(page, /Ann Lind<\/bdi> et <bdi>Ben Okafor/);
  assert.match(page, /src="\/build\/history\.fr\.js"/);
});

test('history calls a person whose account is deleted "Deleted user"', async () => {
  const locals = { entries: [entry({ people: [attended('Ann Lind'), attended('')] })], older: null };
  assert.match(await render('history', locals, { user }), /Ann Lind<\/bdi> and <bdi>Deleted user/);
  assert.match(
    await render('history', locals, { ...shared('fr'), user }),
    /Ann Lind<\/bdi> et <bdi>Compte supprimé/,
  );
});

test('a problem stands in the title and at its field, and what was typed is kept, but not the password', async () => {
  const page = await render('register', {
    form: { values: { name: 'Ann Lind', username: 'a b' }, errors: { username: 'No spaces, please.' } },
    passwordMin: 8,
    invitation: '',
    next: '/room/abc-defg-hjk?from=mail&x=1',
    invitedTo: null,
  });
  assert.match(page, /<title>Error: Create account · Parley<\/title>/);
  assert.match(page, /id="username-problem"><svg[^]*?<\/svg>\s*No spaces, please\.<\/p>/);
  const fields = new Map(tags(page).map(({ attributes }) => [attributes.get('name'), attributes]));
  assert.equal(fields.get('name')?.get('value'), 'Ann Lind');
  assert.equal(fields.get('name')?.has('aria-invalid'), false);
  assert.equal(fields.get('username')?.get('value'), 'a b');
  assert.equal(fields.get('username')?.get('aria-invalid'), 'true');
  assert.equal(fields.get('username')?.has('autofocus'), true);
  assert.match(fields.get('username')?.get('aria-describedby') ?? '', /\busername-problem$/);
  assert.equal(fields.get('password')?.has('value'), false);
  assert.equal(fields.get('next')?.get('value'), '/room/abc-defg-hjk?from=mail&amp;x=1');
});

test('a refused login keeps the username and takes the person to the password', async () => {
  const page = await render('login', { ...plain.login, values: { username: 'ann' }, error: 'Try again.' });
  assert.match(page, /<title>Error: Log in · Parley<\/title>/);
  assert.match(page, /role="alert" id="login-problem"><svg[^]*?<\/svg>\s*Try again\.<\/p>/);
  const fields = new Map(tags(page).map(({ attributes }) => [attributes.get('name'), attributes]));
  assert.equal(fields.get('username')?.get('value'), 'ann');
  assert.equal(fields.get('password')?.has('autofocus'), true);
  assert.equal(fields.has('next'), false);
});

test('the way to the wanted page is kept from logging in to creating an account and back', async () => {
  const next = '/room/abc?x=1&y=2';
  const login = await render('login', { ...plain.login, next });
  assert.match(login, /href="\/register\?next=%2Froom%2Fabc%3Fx%3D1%26y%3D2"/);
  const register = await render('register', { ...plain.register, next });
  assert.match(register, /href="\/login\?next=%2Froom%2Fabc%3Fx%3D1%26y%3D2"/);
});

test('with registration closed, nobody is invited to create an account', async () => {
  const closed = { registrationOpen: false };
  assert.doesNotMatch(await render('landing', plain.landing, closed), /\/register/);
  assert.doesNotMatch(await render('login', plain.login, closed), /\/register/);
});

test('history tells date, time, code, duration and people of each meeting, and offers to join again', async () => {
  const page = await render('history', plain.history, { user });
  assert.match(page, /<time datetime="2026-03-05T14:07:00\.000Z" data-show="date">Thu,? 5 Mar 2026<\/time>/);
  assert.match(page, /<time datetime="2026-03-05T14:07:00\.000Z" data-show="time">14:07 UTC<\/time>/);
  assert.match(page, />abc-defg-hjk</);
  assert.match(page, /1 hr 5 min/);
  assert.match(page, /Ann Lind<\/bdi> and <bdi>Ben Okafor/);
  assert.match(page, /href="\/room\/abc-defg-hjk"/);
  assert.match(page, /href="\/history\?before=2026-03-01T00%3A00%3A00\.000Z">Older meetings</);
});

for (const [seconds, duration] of [
  [0, 'under 1 min'],
  [29, 'under 1 min'],
  [60, '1 min'],
  [59 * 60 + 40, '1 hr'],
  [7_500, '2 hrs 5 mins'],
] as const) {
  test(`history calls ${seconds} seconds "${duration}"`, async () => {
    const durationMs = seconds * 1_000;
    const page = await render('history', { entries: [entry({ durationMs })], older: null }, { user });
    assert.equal(/Duration: <\/span>\s*([^<]*?)\s*<\/p>/.exec(page)?.[1], duration);
  });
}

test('a meeting that goes on is "in progress" in the history', async () => {
  const page = await render(
    'history',
    { entries: [entry({ leftAt: null, durationMs: null })], older: null },
    { user },
  );
  assert.match(page, /in progress/);
  assert.doesNotMatch(page, /Older meetings/);
});

test('an empty history and an empty home say what to do next', async () => {
  const history = await render('history', { entries: [], older: null }, { user });
  assert.match(history, /href="\/home">Start or join a meeting</);
  const home = await render('home', { code, missed: null, recent: [] }, { user });
  assert.match(home, /Your meetings will appear here/);
});

test('the header has a button to log out for a person who is logged in, and none for others', async () => {
  const known = await render('error', plain.error, { user });
  assert.match(
    known,
    /<form method="post" action="\/logout">\s*<button type="submit"[^>]*>Log out<\/button>/,
  );
  assert.doesNotMatch(await render('error', plain.error), /\/logout/);
});

test('the error page can be drawn before it is known who asks', async () => {
  const file = fileURLToPath(new URL('pages/error.ejs', import.meta.url));
  const page = await ejs.renderFile(file, { ...shared(), ...plain.error });
  assert.match(page, /There is no such page/);
});
