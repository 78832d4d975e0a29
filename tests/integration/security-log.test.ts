import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MeetingModel } from '../../src/models/meeting.js';
import { MessageModel } from '../../src/models/message.js';
import { UserModel } from '../../src/models/user.js';
import { ANN, startServer } from '../support/start-server.js';

const CODE = 'abc-defg-hjk';
const SECRET = 'hunter2 hunter2';

/** The lines at `info`, without their time. */
const steps = (lines: string[]) => lines.flatMap((line) => /^\S+ info (.*)$/.exec(line)?.[1] ?? []);

test('the log says who registered, logged in and out, with the id of the user and the address', async (t) => {
  const { member, visitor, lines } = await startServer(t, { settings: { LOG_LEVEL: 'info' } });
  const ann = await member();
  const id = String((await UserModel.findOne({ username: 'ann' }).lean())?._id);
  await ann.post('/logout').expect(303);
  await ann.post('/login').type('form').send(ANN).expect(303);
  await visitor().post('/login').type('form').send({ username: 'ann', password: SECRET }).expect(401);
  await visitor().post('/login').type('form').send({ username: SECRET, password: SECRET }).expect(401);
  assert.deepEqual(steps(lines), [
    `registered user=${id} address=127.0.0.1`,
    `logged out user=${id} address=127.0.0.1`,
    `logged in user=${id} address=127.0.0.1`,
    'login refused reason=wrong-password address=127.0.0.1',
    'login refused reason=wrong-password address=127.0.0.1',
  ]);
});

test('the log says who tried to log in too often', async (t) => {
  const { member, visitor, lines } = await startServer(t);
  await member();
  for (let i = 0; i < 11; i += 1)
    await visitor().post('/login').type('form').send({ username: 'ann', password: SECRET });
  assert.equal(steps(lines).at(-1), 'login refused reason=too-many-attempts address=127.0.0.1');
});

test('the log contains no username, name, password, cookie or session id', async (t) => {
  const { member, lines } = await startServer(t);
  const ann = await member({ name: 'Zora Zimt', username: 'zora' });
  const cookie = String((await ann.get('/home')).headers['set-cookie']);
  const sessionId = /parley\.sid=s%3A([\w-]+)\./.exec(cookie)?.[1] ?? '';
  assert.ok(sessionId.length > 20);
  await ann.post('/login').type('form').send({ username: 'zora', password: SECRET }).expect(401);
  await ann.post('/logout').expect(303);
  assert.ok(lines.length > 4);
  const log = lines.join('\n');
  for (const secret of [/zora/i, /zimt/i, /hunter2/, /correct horse/]) assert.doesNotMatch(log, secret);
  assert.ok(!log.includes(sessionId));
});

test('an address that a proxy made up cannot forge a line of the log', async (t) => {
  const { visitor, lines } = await startServer(t, { settings: { TRUST_PROXY: '1' } });
  await visitor()
    .post('/login')
    .set('X-Forwarded-For', 'x user=forged')
    .type('form')
    .send({ username: 'ann', password: SECRET })
    .expect(401);
  assert.equal(steps(lines).at(-1), 'login refused reason=wrong-password address=unknown');
});

test('no line of the log contains the code of a meeting', async (t) => {
  const { member, visitor, lines } = await startServer(t);
  const ann = await member();
  await ann.get(`/room/${CODE}`).expect(200);
  await ann.get(`/room/${CODE}/`).expect(200);
  await ann.get('/room/ABC-DEFG-HJK').expect(303);
  await visitor().get(`/room/${CODE}?x=1`).expect(303);
  await ann.get(`/room/${CODE}/more`).expect(404);
  await ann.get(`/rooms/${CODE}`).expect(404);
  await ann.get(`/${CODE}`).expect(404);
  await ann.options(`/room/${CODE}`).expect(200);
  await ann.post(`/room/${CODE}`).set('Origin', 'https://evil.example').expect(403);
  await ann.post('/join').type('form').send({ code: CODE }).expect(303);
  t.mock.method(MeetingModel, 'findOne', () => {
    throw new Error(CODE);
  });
  await ann.get(`/room/${CODE}`).expect(500);
  t.mock.method(UserModel, 'findById', () => {
    throw new Error(CODE);
  });
  await ann.get(`/room/${CODE}`).expect(500);
  const log = lines.join('\n');
  assert.match(log, /debug GET \/room\/:code 200/);
  assert.match(log, /error GET \/room\/:code failed error=Error/);
  assert.doesNotMatch(log, /abc-?defg-?hjk/i);
});

test('a failure in the middle of an answer cuts the answer off, and is logged without anything that people wrote', async (t) => {
  const { member, lines } = await startServer(t);
  const ann = await member();
  const printed = t.mock.method(console, 'error', () => undefined);
  t.mock.method(MessageModel, 'find', () => {
    throw new Error(SECRET);
  });
  await assert.rejects(async () => ann.post('/account/export'), /aborted|socket hang up/);
  const errors = lines.filter((line) => line.includes(' error '));
  assert.equal(errors.length, 1);
  assert.match(errors[0] ?? '', /POST \/account\/export failed error=Error/);
  assert.ok(!lines.join('\n').includes(SECRET));
  assert.deepEqual(
    printed.mock.calls.map((call) => call.arguments),
    [],
    'nothing reaches the terminal past the log',
  );
});

test('the request log names the files of pages in full', async (t) => {
  const { visitor, lines } = await startServer(t);
  await visitor().get('/favicon.svg').expect(200);
  await visitor().get('/apple-touch-icon.png').expect(200);
  const script = /src="(\/build\/[^"]+)"/.exec((await visitor().get('/login')).text)?.[1];
  await visitor().get('/build/missing-file.js').expect(404);
  for (const path of ['/favicon.svg 200', '/apple-touch-icon.png 200', '/build/missing-file.js 404'])
    assert.ok(lines.join('\n').includes(`GET ${path}`), path);
  if (script) {
    await visitor().get(script).expect(200);
    assert.ok(lines.join('\n').includes(`GET ${script} 200`), script);
  }
});
