import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import type TestAgent from 'supertest/lib/agent.js';
import { UserModel } from '../../src/models/user.js';
import { act, adminMember, idOf } from '../support/admins.js';
import { ANN, startServer } from '../support/start-server.js';
import type { ServerOptions } from '../support/start-server.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

const DAY_MS = 24 * 60 * 60 * 1_000;

async function start(t: TestContext, options?: ServerOptions) {
  const server = await startServer(t, options);
  const token = server.adminToken ?? '';
  assert.match(token, /^[\w-]{43}$/);
  return { server, token, link: `/admin/claim?token=${token}` };
}

function claim(visitor: TestAgent, token: unknown): ReturnType<TestAgent['post']> {
  return visitor
    .post('/admin/claim')
    .type('form')
    .send({ token: token as string });
}

async function admins(): Promise<string[]> {
  const found = await UserModel.find({ isAdmin: true }).sort({ username: 1 }).lean();
  return found.map(({ username }) => username);
}

test('a person who opens the link and presses the button becomes the administrator', async (t) => {
  const { server, token, link } = await start(t);
  const ann = await server.member();
  for (let i = 0; i < 2; i += 1) {
    const { text } = await ann.get(link).expect(200);
    assert.match(text, /<button type="submit"[^>]*>Become administrator<\/button>/);
  }
  await ann.head(link).expect(200);
  assert.deepEqual(await admins(), [], 'opening the link changes nothing');
  await claim(ann, token).expect(303).expect('Location', '/admin?claim');
  assert.match((await ann.get('/admin?claim')).text, /You’re now the administrator of this server\./);
  assert.deepEqual(await admins(), ['ann']);
  const id = await idOf('ann');
  assert.ok(server.lines.some((line) => line.includes(` info admin claim user=${id} by=${id} address=`)));
});

test('a stranger comes back to the link after the registration', async (t) => {
  const { server, token, link } = await start(t);
  const ann = server.visitor();
  await ann
    .get(link)
    .expect(303)
    .expect('Location', `/login?next=${encodeURIComponent(link)}`);
  await claim(ann, token).expect(303).expect('Location', '/login?next=%2Fhome');
  await ann
    .post('/register')
    .type('form')
    .send({ ...ANN, next: link })
    .expect('Location', link);
  await ann.get(link).expect(200);
  assert.deepEqual(await admins(), []);
});

test('a used link does nothing for others and leads the administrator to the administration', async (t) => {
  const { server, token, link } = await start(t);
  const ann = await server.member();
  const bob = await server.member({ username: 'bob' });
  await claim(ann, token).expect('Location', '/admin?claim');
  const { text } = await bob.get(link).expect(404);
  assert.match(text, /This administrator link doesn’t work any more\./);
  assert.match(text, /href="\/home"/);
  await claim(bob, token).expect(404);
  await ann.get(link).expect(303).expect('Location', '/admin');
  await claim(ann, token).expect(303).expect('Location', '/admin');
  assert.deepEqual(await admins(), ['ann']);
});

test('of two people who use the link at the same time, one becomes the administrator', async (t) => {
  const { server, token } = await start(t);
  const people = [await server.member(), await server.member({ username: 'bob' })];
  const answers = await Promise.all(people.map(async (person) => claim(person, token)));
  assert.deepEqual(answers.map(({ status }) => status).sort(), [303, 404]);
  assert.equal((await admins()).length, 1);
});

test('a wrong link does nothing', async (t) => {
  const { server, token } = await start(t);
  const ann = await server.member();
  for (const wrong of ['', 'wrong', `${token}x`, token.slice(1), 'x'.repeat(5_000), [token, token]]) {
    const query = new URLSearchParams([wrong].flat().map((value) => ['token', value]));
    await ann.get(`/admin/claim?${query.toString()}`).expect(404);
    await claim(ann, wrong).expect(404);
  }
  await ann.get('/admin/claim').expect(404);
  await ann.post('/admin/claim').expect(404);
  assert.deepEqual(await admins(), []);
  await claim(ann, token).expect(303);
});

test('the link expires after 24 hours', async (t) => {
  let now = Date.now();
  const { server, token, link } = await start(t, { now: () => now });
  const ann = await server.member();
  now += DAY_MS - 1;
  await ann.get(link).expect(200);
  now += 1;
  await ann.get(link).expect(404);
  await claim(ann, token).expect(404);
  assert.deepEqual(await admins(), []);
});

test('the link does not work once there is an administrator, for example through the command line', async (t) => {
  const { server, token, link } = await start(t);
  await adminMember(server, 'root');
  const ann = await server.member();
  await ann.get(link).expect(404);
  await claim(ann, token).expect(404);
  assert.deepEqual(await admins(), ['root']);
});

test('a form of another site cannot use the link', async (t) => {
  const { server, token } = await start(t);
  const ann = await server.member();
  await claim(ann, token).set('Origin', 'https://evil.example').expect(403);
  assert.deepEqual(await admins(), []);
});

test('neither the token nor a username appears in the log, and other sites do not see the address', async (t) => {
  const { server, token, link } = await start(t);
  const ann = await server.member({ name: 'Zora', username: 'zora' });
  await server.visitor().get(link).expect(303);
  const { headers } = await ann.get(link).expect(200);
  assert.equal(headers['referrer-policy'], 'same-origin');
  assert.equal(headers['cache-control'], 'no-store');
  await claim(ann, 'wrong').expect(404);
  await claim(ann, token).expect(303);
  await act(ann, 'make-admin', await idOf('zora')).expect(303);
  assert.ok(server.lines.some((line) => line.includes('GET /admin/claim 200')));
  const log = server.lines.join('\n');
  assert.ok(!log.includes(token));
  assert.doesNotMatch(log, /zora|correct horse/i);
});

// On MongoDB every test server creates a new database.
const skip = process.env['TEST_MONGODB_URI'] !== undefined;
test('each start has its own link until there is an administrator', { skip }, async (t) => {
  const dataDir = await temporaryDirectory(t);
  const first = await start(t, { dataDir });
  await first.server.member();
  await first.server.close();
  const second = await start(t, { dataDir });
  assert.notEqual(second.token, first.token);
  const ann = second.server.visitor();
  await ann.post('/login').type('form').send(ANN).expect(303);
  await claim(ann, first.token).expect(404);
  await claim(ann, second.token).expect(303);
  await second.server.close();
  assert.equal((await startServer(t, { dataDir })).adminToken, null);
});
