import assert from 'node:assert/strict';
import { test } from 'node:test';
import request from 'supertest';
import { startServer } from '../support/start-server.js';

const codeOn = (html: string) =>
  /<p class="invited__name">\s*<span[^>]*>([^<]*)<\/span>/.exec(html)?.[1] ?? null;

test('the login and the registration name the meeting to which a link leads, in every script', async (t) => {
  const { url } = await startServer(t);
  const links: [next: string, code: string | null][] = [
    ['/room/abc-defg-hjk', 'abc-defg-hjk'],
    ['/room/ABCDEFGHJK?from=mail', 'abc-defg-hjk'],
    [`/room/${encodeURIComponent('été-à-la-mer')}`, 'été-à-la-mer'],
    ['/room/!!!', null],
    ['/room/%E0%A4%A', null],
    ['/room/abc/def', null],
    ['/history', null],
    ['//evil.example/room/abc-defg-hjk', null],
  ];
  for (const page of ['/login', '/register']) {
    for (const [next, code] of links) {
      const { text } = await request(url).get(page).query({ next }).expect(200);
      assert.equal(codeOn(text), code, `${page} with ${next}`);
    }
  }
});

test('a closed server offers no registration to invited people', async (t) => {
  const { url } = await startServer(t, { settings: { REGISTRATION: 'closed' } });
  const { text } = await request(url).get('/login').query({ next: '/room/abc-defg-hjk' }).expect(200);
  assert.equal(codeOn(text), 'abc-defg-hjk');
  assert.doesNotMatch(text, /\/register/);
});
