import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Call } from '../call/call.js';
import { watchActivity } from './watch-activity.js';

test('the loudness of others is read, but not in the first moments after somebody has come', (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  let now = 0;
  t.mock.method(performance, 'now', () => now);
  const asked: string[] = [];
  const remotes = new Map([['ben', {}]]);
  const state = { phase: 'joined', self: 'ann', remotes, speaking: new Set(), activeSpeaker: null };
  const call = {
    store: { get: () => state },
    media: { micTrack: null, micLevel: null },
    audioLevel: (id: string) => {
      asked.push(id);
      return 0;
    },
  } as unknown as Call;
  watchActivity(call, () => undefined);
  const passUntil = (ms: number) => {
    while (now < ms) {
      now += 50;
      t.mock.timers.tick(50);
    }
    return asked.splice(0);
  };

  passUntil(1_500);
  assert.ok(passUntil(2_100).includes('ben'));
  remotes.set('cleo', {});
  assert.deepEqual(passUntil(2_400), []);
  assert.deepEqual(new Set(passUntil(3_000)), new Set(['ben', 'cleo']));
});
