import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import MongoStore from 'connect-mongo';
import { Cookie } from 'express-session';
import type { SessionData } from 'express-session';
import { startEmbedded } from './support/server.js';

interface UserSession extends SessionData {
  user: string;
}

function session(user: string, maxAge: number): UserSession {
  const cookie = new Cookie();
  cookie.maxAge = maxAge;
  return { cookie, user };
}

/** Wraps connect-mongo's callback methods in promises. */
function promises(store: MongoStore) {
  const settle = <T>(run: (done: (error: unknown, value?: T | null) => void) => void) =>
    new Promise<T | null>((resolve, reject) => {
      run((error, value) => {
        if (error) reject(error instanceof Error ? error : new Error('refused', { cause: error }));
        else resolve(value ?? null);
      });
    });
  return {
    get: (id: string) =>
      settle<SessionData>((done) => {
        store.get(id, done);
      }),
    set: (id: string, value: SessionData) =>
      settle((done) => {
        store.set(id, value, done);
      }),
    touch: (id: string, value: SessionData) =>
      settle((done) => {
        store.touch(id, value, done);
      }),
    destroy: (id: string) =>
      settle((done) => {
        store.destroy(id, done);
      }),
  };
}

test('connect-mongo stores, renews, destroys and expires sessions', async (t) => {
  const { client } = await startEmbedded(t, { expiryIntervalMs: 20 });
  const store = MongoStore.create({ client });
  t.after(() => store.close());
  const sessions = promises(store);

  assert.equal(await sessions.get('one'), null);
  await sessions.set('one', session('ann', 60_000));
  await sessions.set('one', session('bob', 60_000));
  assert.equal(((await sessions.get('one')) as UserSession | null)?.user, 'bob');

  const stored = client.db().collection<{ _id: string; expires: Date }>('sessions');
  const before = await stored.findOne({ _id: 'one' });
  await sessions.touch('one', session('bob', 3_600_000));
  const after = await stored.findOne({ _id: 'one' });
  assert.ok(before && after && after.expires > before.expires);
  await assert.rejects(sessions.touch('nobody', session('bob', 60_000)), /Unable to find the session/);

  await sessions.set('two', session('cy', 60_000));
  await sessions.destroy('two');
  assert.equal(await sessions.get('two'), null);

  await sessions.set('three', session('dan', 30));
  while (await stored.findOne({ _id: 'three' })) await pause(10);
  assert.equal(await sessions.get('three'), null);
  assert.equal(((await sessions.get('one')) as UserSession | null)?.user, 'bob');
});
