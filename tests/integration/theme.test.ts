import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startServer } from '../support/start-server.js';

const htmlOf = (text: string) => /<html[^>]*>/.exec(text)?.[0] ?? '';

test('a browser remembers its theme, also after a logout, and the page of a call ignores it', async (t) => {
  const { member } = await startServer(t);
  const ann = await member();
  assert.doesNotMatch(htmlOf((await ann.get('/home')).text), /data-theme/);
  await ann
    .post('/theme')
    .type('form')
    .send({ theme: 'dark' })
    .expect(303)
    .expect('Location', '/account?saved')
    .expect('Set-Cookie', /parley\.theme=dark; .*HttpOnly/);
  const { text } = await ann.get('/account').expect(200);
  assert.match(htmlOf(text), /data-theme="dark"/);
  assert.match(text, /<meta name="color-scheme" content="dark" \/>/);
  assert.match(text, /<option value="dark" selected>/);
  assert.doesNotMatch(htmlOf((await ann.get('/room/abc-defg-hjk')).text), /data-theme/);
  assert.match(htmlOf((await ann.get('/no-such-page').expect(404)).text), /data-theme="dark"/);
  await ann.post('/logout').expect(303);
  assert.match(htmlOf((await ann.get('/login')).text), /data-theme="dark"/);
  await ann.post('/theme').type('form').send({ theme: 'system' }).expect(303);
  assert.doesNotMatch(htmlOf((await ann.get('/login')).text), /data-theme/);
});

test('a theme that does not exist is refused, and a forged cookie changes nothing', async (t) => {
  const { visitor } = await startServer(t);
  for (const theme of ['"><script>', '', undefined, 'blue'])
    await visitor().post('/theme').type('form').send({ theme }).expect(400);
  const { text } = await visitor().get('/').set('Cookie', 'parley.theme=%22%3E%3Cscript%3E').expect(200);
  assert.doesNotMatch(htmlOf(text), /data-theme|script/);
});
