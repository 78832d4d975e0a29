import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Cookie } from 'express-session';
import type { SessionData } from 'express-session';
import { createHashedSessionStore } from '../../src/middleware/hashed-session-store.js';
import { startEmbedded } from './support/server.js';

test('the database holds no session id that opens a session', async (t) => {
  const { client } = await startEmbedded(t);
  const store = createHashedSessionStore({ client, stringify: false });
  t.after(() => store.close());
  const cookie = new Cookie();
  cookie.maxAge = 60_000;
  const session = { cookie, passport: { user: 'ann' } } as SessionData;
  const settle = <T>(run: (done: (error: unknown, value?: T) => void) => void) =>
    new Promise<T | undefined>((resolve, reject) => {
      run((error, value) => {
        if (error) reject(error instanceof Error ? error : new Error('refused', { cause: error }));
        else resolve(value);
      });
    });
  const get = (id: string) =>
    settle((done) => {
      store.get(id, done);
    });

  await settle((done) => {
    store.set('the id', session, done);
  });
  assert.deepEqual((await get('the id')) && 'found', 'found');
  const stored = await client.db().collection<{ _id: string; expires: Date }>('sessions').find().toArray();
  assert.equal(stored.length, 1);
  assert.doesNotMatch(JSON.stringify(stored), /the id/);
  assert.ok(!(await get(stored[0]?._id ?? '')), 'the stored id opens no session');

  cookie.maxAge = 3_600_000;
  await settle((done) => {
    store.touch('the id', session, done);
  });
  const [touched] = await client.db().collection<{ expires: Date }>('sessions').find().toArray();
  assert.ok(touched && stored[0] && touched.expires > stored[0].expires);
  await settle((done) => {
    store.destroy('the id', done);
  });
  assert.ok(!(await get('the id')));
  assert.equal(await client.db().collection('sessions').countDocuments({}), 0);
});
