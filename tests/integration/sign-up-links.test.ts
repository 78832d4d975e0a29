import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { SignUpLinkModel } from '../../src/models/sign-up-link.js';
import { UserModel } from '../../src/models/user.js';
import { createSignUpLinks, SIGN_UP_LINKS_MAX } from '../../src/services/sign-up-links.js';
import { idOf } from '../support/admins.js';
import { ANN, startServer } from '../support/start-server.js';

const CLOSED = { REGISTRATION: 'closed' };
const DAY_MS = 24 * 60 * 60_000;

async function start(t: TestContext, settings: Record<string, string> = CLOSED, bcryptCost = 4) {
  const clock = { ms: Date.now() };
  const server = await startServer(t, { settings, bcryptCost, now: () => clock.ms });
  const links = createSignUpLinks(() => clock.ms);
  const register = (invitation: string, account: Partial<typeof ANN> & { next?: string } = {}) =>
    server
      .visitor()
      .post('/register')
      .type('form')
      .send({ ...ANN, ...account, invitation });
  /** The token of a new link. */
  async function invite(maxUses = 1): Promise<string> {
    clock.ms += 1_000; // the list shows the newest first
    return (await links.create(null, maxUses))?.token ?? assert.fail('there is no link');
  }
  const uses = async () => (await links.list()).map(({ uses }) => uses);
  return { server, clock, links, register, invite, uses };
}

const usernames = async () => (await UserModel.find({}).lean()).map(({ username }) => username).sort();

test('a person creates an account with a link on a closed server, once, and keeps the page to open', async (t) => {
  const { server, register, invite, uses } = await start(t);
  const invitation = await invite();
  const path = `/register?invitation=${invitation}&next=%2Froom%2Fteam-call`;
  const { text } = await server.visitor().get(path).expect(200);
  assert.match(text, new RegExp(`<input type="hidden" name="invitation" value="${invitation}"`));
  assert.match(text, /<input type="hidden" name="next" value="\/room\/team-call"/);
  assert.deepEqual(await uses(), [0], 'opening the page uses nothing');
  await register(invitation, { next: '/room/team-call' }).expect(303).expect('Location', '/room/team-call');
  assert.deepEqual(await uses(), [1]);
  await register(invitation, { username: 'ben' }).expect(404);
  await server.visitor().get(path).expect(404);
  assert.deepEqual(await usernames(), ['ann']);
  const line = server.lines.find((line) => line.includes(' registered '));
  assert.match(line ?? '', / registered user=\w{24} link=\w{24} address=/);
  assert.ok(!server.lines.join('\n').includes(invitation), 'the log does not contain the token');
  assert.ok(!JSON.stringify(await SignUpLinkModel.find({}).lean()).includes(invitation));
});

test('a registration that fails does not use the link up, and the form keeps the link', async (t) => {
  const { register, invite, uses } = await start(t);
  await register(await invite()).expect(303);
  const invitation = await invite();
  for (const account of [
    { password: 'password' },
    { password: 'short' },
    { username: 'ANN' },
    { name: '' },
  ]) {
    const { text } = await register(invitation, account).expect(422);
    assert.match(text, new RegExp(`name="invitation" value="${invitation}"`));
  }
  assert.deepEqual(await uses(), [0, 1]);
  await register(invitation, { username: 'ben' }).expect(303);
  assert.deepEqual(await uses(), [1, 1]);
});

test('of many people at the same time, also on several servers, as many succeed as the link allows', async (t) => {
  const { register, clock, invite, links, uses } = await start(t);
  const invitation = await invite(3);
  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, i) => register(invitation, { username: `person-${i}` })),
  );
  assert.deepEqual(answers.map(({ status }) => status).sort(), [303, 303, 303, 404, 404, 404, 404, 404]);
  assert.equal((await usernames()).length, 3);
  assert.deepEqual(await uses(), [3]);
  // Two services on one database, as of two servers.
  clock.ms += 1_000;
  const [other, second] = [createSignUpLinks(Date.now), await links.create(null, 50)];
  const id = second?.id ?? '';
  const taken = await Promise.all(Array.from({ length: 60 }, (_, i) => (i % 2 ? links : other).take(id)));
  assert.equal(taken.filter(Boolean).length, 50);
  await Promise.all(Array.from({ length: 10 }, (_, i) => (i % 2 ? links : other).giveBack(id)));
  assert.deepEqual(await uses(), [40, 3]);
});

test('wrong, revoked and expired links get the same answer for every username, with the next step', async (t) => {
  const { server, clock, links, register, invite } = await start(t);
  await register(await invite()).expect(303);
  const expired = await invite();
  clock.ms += 8 * DAY_MS;
  const revoked = await links.create(null, 5);
  assert.ok(revoked && (await links.revoke(revoked.id)));
  const texts = new Set<string>();
  for (const token of ['wrong', 'x'.repeat(200), expired, revoked.token, '"><script>'])
    for (const username of ['ann', 'nobody', '', '!']) {
      const { text } = await register(token, { username }).expect(404);
      texts.add(text);
    }
  assert.equal(texts.size, 1);
  assert.match(
    [...texts].join(),
    /This sign-up link doesn’t work\. .*Ask the person who sent it for a new one\./,
  );
  const page = await server.visitor().get(`/register?invitation=${expired}`).expect(404);
  assert.match(page.text, /This sign-up link doesn’t work\./);
});

test('attempts are limited: wrong links by network, and usernames by link', async (t) => {
  const { server, register, invite } = await start(t);
  const answers: number[] = [];
  for (let i = 0; i < 40; i++) answers.push((await server.visitor().get(`/register?invitation=${i}`)).status);
  assert.deepEqual([...new Set(answers)], [404, 429]);
  // A link that works is not affected.
  const invitation = await invite(2);
  await register(invitation).expect(303);
  const tries: number[] = [];
  for (let i = 0; i < 105; i++) tries.push((await register(invitation)).status);
  assert.deepEqual([...new Set(tries)], [422, 429]);
  assert.ok(server.lines.some((line) => /registration refused reason=sign-up-link address=/.test(line)));
});

test('without a link, a closed server answers the same for every username, by text, status and time', async (t) => {
  // With the cost of the product, so that a hash would show.
  const { register, invite } = await start(t, CLOSED, 12);
  await register(await invite()).expect(303);
  const kinds = ['ann', 'nobody', 'ANN', 'not valid!'];
  const times = new Map(kinds.map((username) => [username, [] as number[]]));
  const texts = new Set<string>();
  for (let sample = -2; sample < 25; sample++)
    for (const username of kinds) {
      const began = performance.now();
      const { text, status, headers } = await register('', { username });
      if (sample >= 0) times.get(username)?.push(performance.now() - began);
      assert.equal(status, 403);
      texts.add(text);
      assert.equal(headers['set-cookie'], undefined);
    }
  assert.equal(texts.size, 1);
  const fastest = kinds.map((username) => Math.min(...(times.get(username) ?? [])));
  // Nothing but the network and the template takes time, so the fastest of many samples are alike. A hash of the product
  // takes 250 ms, a query of the database some milliseconds.
  assert.ok(Math.max(...fastest) - Math.min(...fastest) < 5, fastest.join());
});

test('on an open server a link counts its accounts, and a wrong link changes nothing', async (t) => {
  const { server, register, invite, uses } = await start(t, {});
  const invitation = await invite();
  await server.visitor().get('/register?invitation=wrong').expect(200);
  await register('wrong').expect(303);
  await register(invitation, { username: 'ben' }).expect(303);
  await register(invitation, { username: 'cem' }).expect(303);
  assert.deepEqual(await uses(), [1]);
});

test('there is a limit of valid links, and links go with the rights of their administrator', async (t) => {
  const { server, links, invite } = await start(t, {});
  await server.member();
  const ann = await idOf('ann');
  for (let i = 1; i < SIGN_UP_LINKS_MAX; i++) await invite();
  assert.ok(await links.create(ann, 1));
  assert.equal(await links.create(ann, 1), null);
  assert.equal((await links.list()).length, SIGN_UP_LINKS_MAX);
  const { createAccounts } = await import('../../src/services/accounts.js');
  const { createAdministration } = await import('../../src/services/administration.js');
  const accounts = createAccounts({ bcryptCost: 4 });
  await createAdministration({ accounts, endSessions: () => Promise.resolve() }).revokeAdmin(ann);
  assert.equal((await links.list()).length, SIGN_UP_LINKS_MAX - 1);
  assert.equal(await links.revoke('no id'), false);
});
