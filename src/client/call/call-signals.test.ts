import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Signal } from '../../shared/protocol.js';
import type { LocalMedia } from '../devices/local-media.js';
import type { MediaEngine, MediaEngineEvents } from '../mesh/media-engine.js';
import { Call } from './call.js';
import type { Signalling } from './signalling.js';

const renew: Signal = { kind: 'renew', connectionId: 'c' };

/** Sends a signal through a call whose server answers with `reply`. Resolves to what the engine learns. */
async function sendSignal(reply: unknown): Promise<boolean> {
  let events: MediaEngineEvents | undefined;
  new Call({
    code: 'daily',
    userId: 'user',
    tabId: 'tab',
    createMedia: () => ({ state: {} }) as unknown as LocalMedia,
    createEngine: (engineEvents) => {
      events = engineEvents;
      return {} as MediaEngine;
    },
    createSignalling: () =>
      ({ on: () => undefined, request: () => Promise.resolve(reply) }) as unknown as Signalling,
    onError: (error) => assert.fail(String(error)),
  });
  assert.ok(events);
  return events.send('ann', renew);
}

test('a signal that the server relayed counts as delivered', async () => {
  assert.equal(await sendSignal({ ok: true, value: {} }), true);
});

for (const code of [
  'disconnected',
  'not-in-call',
  'unreachable',
  'rate-limited',
  'unavailable',
  'internal',
]) {
  test(`a signal that the server refuses with ${code} is sent again later`, async () => {
    assert.equal(await sendSignal({ ok: false, error: { code } }), false);
  });
}

test('a signal that the server can never accept is not sent again', async () => {
  assert.equal(await sendSignal({ ok: false, error: { code: 'bad-request' } }), true);
});
