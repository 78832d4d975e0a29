import assert from 'node:assert/strict';
import { createPublicKey, verify } from 'node:crypto';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { VapidKeyModel } from '../../src/models/vapid-key.js';
import type { PushPayload } from '../../src/shared/push-payload.js';
import { eventually } from '../support/eventually.js';
import { PushBrowser } from '../support/push-browser.js';
import { keyOf, startWithPush, turnOn } from '../support/push-fixtures.js';
import { logIn, register } from '../support/register.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

const CALL = { kind: 'incoming-call', fromName: 'Ada', path: '/people/ada', tag: 'call-1' } as const;
const NOW = Date.parse('2026-11-27T10:00:00Z');

async function start(t: TestContext) {
  const server = await startWithPush(t, { now: () => NOW });
  const ann = await server.member();
  return { server, ann, push: server.push };
}

test('a notice arrives encrypted at every device of the person and at no other', async (t) => {
  const { server, push } = await startedForTwo(t);
  const { ann, phone, laptop, ben } = push;
  server.sendAwayNotice(ann, CALL);
  const requests = await server.push.received(2);
  assert.deepEqual(requests.map(({ endpoint }) => endpoint).sort(), [phone.endpoint, laptop.endpoint].sort());
  for (const { endpoint, body, headers } of requests) {
    assert.ok(!body.includes('Ada'), 'the push service cannot read the name');
    const browser = endpoint === phone.endpoint ? phone : laptop;
    assert.deepEqual(browser.decrypt(body), {
      kind: 'incoming-call',
      title: 'Ada is calling you',
      body: 'Open Parley to answer.',
      lang: 'en',
      tag: 'call-1',
      path: '/people/ada',
      expiresAt: NOW + 30_000,
      late: { title: 'Missed call', body: 'Ada called you.' },
    } satisfies PushPayload);
    assert.throws(() => ben.decrypt(body));
    assert.equal(headers['TTL'], '30');
    assert.equal(headers['Urgency'], 'high');
  }
});

async function startedForTwo(t: TestContext) {
  const server = await startWithPush(t, { now: () => NOW });
  const first = await register(server, 'Ann');
  const second = await logIn(server, 'Ann');
  const other = await register(server, 'Ben');
  const phone = await turnOn(server, first);
  const laptop = await turnOn(server, second);
  const ben = await turnOn(server, other);
  const ann = await server.userId('ann');
  return { server, push: { ann, phone, laptop, ben } };
}

test('a request is signed with the key for which the browser has subscribed', async (t) => {
  const server = await startWithPush(t, { now: () => NOW, settings: { PUBLIC_URL: 'https://meet.example' } });
  const cookie = await register(server, 'Ann');
  await turnOn(server, cookie);
  server.sendAwayNotice(await server.userId('ann'), CALL);
  const [request] = await server.push.received(1);
  const [, token = '', key] = /^vapid t=([^,]+), k=(.+)$/.exec(request?.headers['Authorization'] ?? '') ?? [];
  assert.equal(key, keyOf((await server.visitor().get('/account').set('Cookie', cookie)).text));
  const [head = '', claims = '', signature = ''] = token.split('.');
  const point = Buffer.from(key, 'base64url');
  const x = point.subarray(1, 33).toString('base64url');
  const y = point.subarray(33).toString('base64url');
  const publicKey = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' });
  const isSigned = verify(
    'sha256',
    Buffer.from(`${head}.${claims}`),
    { key: publicKey, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
  assert.ok(isSigned);
  const { aud, sub } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, unknown>;
  assert.deepEqual({ aud, sub }, { aud: 'https://push.example', sub: 'https://meet.example' });
});

test('the keys are made once, and the database does not reveal the private one', async (t) => {
  const dataDir = await temporaryDirectory(t);
  const first = await startWithPush(t, { dataDir });
  const key = keyOf((await (await first.member()).get('/account')).text);
  const records = await VapidKeyModel.find().lean();
  assert.equal(records.length, 1);
  assert.equal(records[0]?.publicKey, key);
  assert.ok(Buffer.from(records[0].sealedPrivateKey, 'base64url').length > 32 + 28, 'sealed');
  await first.close();
  if (process.env['TEST_MONGODB_URI']) return; // the next server would get another database
  const second = await startWithPush(t, { dataDir });
  const cookie = await logIn(second, 'Ann');
  const { text } = await second.visitor().get('/account').set('Cookie', cookie);
  assert.equal(keyOf(text), key);
});

test('the text is in the language of the account, else in that of the browser', async (t) => {
  const { server, ann, push } = await start(t);
  const cookie = await logIn(server, 'Ann');
  const browser = await turnOn(server, cookie, { 'accept-language': 'fr-CA' });
  const userId = await server.userId('ann');
  server.sendAwayNotice(userId, { ...CALL, kind: 'missed-call' });
  await push.received(1);
  await ann.post('/account').type('form').send({ language: 'en' }).expect(303);
  server.sendAwayNotice(userId, { ...CALL, kind: 'missed-call' });
  const texts = (await push.received(2)).map(({ body }) => (browser.decrypt(body) as PushPayload).body);
  assert.deepEqual(texts, ['Ada vous a appelé.', 'Ada called you.']);
});

test('a subscription that the push service does not know any more is removed', async (t) => {
  for (const status of [404, 410]) {
    const { server, push } = await start(t);
    const browser = await turnOn(server, await logIn(server, 'Ann'));
    const userId = await server.userId('ann');
    push.statuses.set(browser.endpoint, status);
    server.sendAwayNotice(userId, CALL);
    await push.received(1);
    await eventually(async () => assert.equal(await server.deviceCount(userId), 0, String(status)));
    await server.close();
  }
});

test('a push service that fails keeps its subscription, and the log does not name the endpoint', async (t) => {
  const { server, push } = await start(t);
  const browser = await turnOn(server, await logIn(server, 'Ann'));
  const userId = await server.userId('ann');
  push.statuses.set(browser.endpoint, 503);
  server.sendAwayNotice(userId, CALL);
  await push.received(1);
  const line = `push failed status=503 user=${userId}`;
  await eventually(async () => assert.ok(server.lines.some((one) => one.includes(line))));
  assert.equal(await server.deviceCount(userId), 1);
  assert.ok(!server.lines.join('\n').includes('push.example'));
});

test('one browser has one subscription, also after another person has logged in', async (t) => {
  const { server } = await start(t);
  const browser = new PushBrowser();
  await turnOn(server, await logIn(server, 'Ann'), {}, browser);
  await turnOn(server, await register(server, 'Ben'), {}, browser);
  assert.equal(await server.deviceCount(await server.userId('ann')), 0);
  assert.equal(await server.deviceCount(await server.userId('ben')), 1);
});
