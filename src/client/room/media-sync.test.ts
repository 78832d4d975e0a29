import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import type { MediaState } from '../../shared/protocol.js';
import { MediaSync } from './media-sync.js';
import type { Signalling } from './signalling.js';

const media = (change: Partial<MediaState> = {}): MediaState => ({
  mic: true,
  camera: true,
  hand: false,
  screen: null,
  ...change,
});

/** Answers only when told to, so that a test decides what happens meanwhile. */
function server() {
  const requests: { event: string; payload: object; answer: (ok: boolean) => Promise<void> }[] = [];
  const request = ((event: string, payload: object) =>
    new Promise((resolve) => {
      requests.push({
        event,
        payload,
        answer: async (ok) => {
          resolve(ok ? { ok, value: {} } : { ok, error: { code: 'rate-limited', message: '' } });
          await new Promise(setImmediate);
        },
      });
    })) as Signalling['request'];
  return { requests, signalling: { request } };
}

test('what changes while an update is under way goes out as one more', async () => {
  const { requests, signalling } = server();
  let now = media({ camera: false });
  const sync = new MediaSync(signalling, () => now);
  sync.told(media());
  sync.push();
  now = media({ mic: false });
  sync.push();
  now = media({ mic: false, hand: true });
  sync.push();
  assert.equal(requests.length, 1);
  await requests[0]?.answer(true);
  assert.deepEqual(
    requests.map(({ payload }) => payload),
    [
      { mic: true, camera: false, hand: false },
      { mic: false, camera: true, hand: true },
    ],
  );
  await requests[1]?.answer(true);
  assert.equal(requests.length, 2);
});

test('a screen is told by its own events', async () => {
  const { requests, signalling } = server();
  let now = media({ screen: 's1' });
  const sync = new MediaSync(signalling, () => now);
  sync.told(media());
  sync.push();
  await requests[0]?.answer(true);
  now = media();
  sync.push();
  assert.deepEqual(
    requests.map(({ event, payload }) => [event, payload]),
    [
      ['screen-share-started', { streamId: 's1' }],
      ['screen-share-stopped', {}],
    ],
  );
});

test('an update that was refused is sent again, with what is true then', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const { requests, signalling } = server();
  let now = media({ mic: false });
  const sync = new MediaSync(signalling, () => now);
  sync.told(media());
  sync.push();
  await requests[0]?.answer(false);
  now = media({ camera: false });
  context.mock.timers.tick(1_000);
  await new Promise(setImmediate);
  assert.deepEqual(requests[1]?.payload, { mic: true, camera: false, hand: false });
});

test('nothing is said while there is nobody to tell', () => {
  const { requests, signalling } = server();
  new MediaSync(signalling, () => null).push();
  assert.equal(requests.length, 0);
  mock.reset();
});
