import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ANN, startServer } from '../support/start-server.js';

const FRENCH = { 'Accept-Language': 'fr-CA,fr;q=0.9,en;q=0.8' };

test('a page speaks the language of the browser, and its script too', async (t) => {
  const { visitor, member } = await startServer(t);
  const landing = await visitor().get('/').set(FRENCH).expect(200).expect('Content-Type', /html/);
  assert.match(landing.text, /<html lang="fr-CA"/);
  assert.match(landing.text, /Créer un compte/);
  const room = await (await member()).get('/room/abc-defg-hjk').set(FRENCH).expect(200);
  assert.match(room.text, /src="\/build\/room\.fr-[0-9A-Z]+\.js"/);
  assert.match(room.text, />Rejoindre</);
});

test('a browser in another language gets English', async (t) => {
  const { visitor } = await startServer(t);
  const { text } = await visitor().get('/').set('Accept-Language', 'sv').expect(200);
  assert.match(text, /<html lang="en-GB"/);
  assert.match(text, /Create account/);
});

test('the language of the account wins over that of the browser, on every device', async (t) => {
  const { member, visitor } = await startServer(t);
  const ann = await member();
  await ann
    .post('/account')
    .type('form')
    .send({ language: 'fr' })
    .expect(303)
    .expect('Location', '/account?saved');
  const saved = await ann.get('/account?saved').set('Accept-Language', 'en-US').expect(200);
  assert.match(saved.text, /<html lang="fr-FR"/);
  assert.match(saved.text, /Vos modifications sont enregistrées\./);
  assert.match(saved.text, /<option value="fr" lang="fr" selected>Français</);

  const elsewhere = visitor();
  await elsewhere.post('/login').type('form').send(ANN).expect(303);
  assert.match((await elsewhere.get('/home')).text, /Bonjour Ann/);

  await ann.post('/account').type('form').send({ language: '' }).expect(303);
  assert.match((await ann.get('/home').set('Accept-Language', 'en-US')).text, /Hello, Ann/);
});

test('a language that Parley does not speak is refused beside the field', async (t) => {
  const { member } = await startServer(t);
  const ann = await member();
  for (const language of ['de', '__proto__', undefined]) {
    const { text } = await ann.post('/account').type('form').send({ language }).expect(422);
    assert.match(text, /id="language-problem">[^]*Choose one of the languages in the list\./);
  }
  assert.match((await ann.get('/home')).text, /Hello, Ann/);
});

test('problems in forms and error pages speak French', async (t) => {
  const { visitor } = await startServer(t);
  const form = await visitor().post('/register').set(FRENCH).type('form').send({ name: 'Ann' }).expect(422);
  assert.match(form.text, /<title>Erreur\u00a0: Créer un compte · Parley<\/title>/);
  assert.match(form.text, /Saisissez un mot de passe\./);
  const missing = await visitor().get('/nothing-here').set(FRENCH).expect(404);
  assert.match(missing.text, /Cette page n’existe pas\./);
  const foreign = visitor()
    .post('/login')
    .set({ ...FRENCH, Origin: 'https://evil.example' });
  assert.match((await foreign.expect(403)).text, /venait d’un autre site/);
});
