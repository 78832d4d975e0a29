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

/** Answers each request only when the test says so. */
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

test('all changes during an update go out together in the next one', async () => {
  const { requests, signalling } = server();
  let now = media({ camera: false });
  const sync = new MediaSync(signalling, () => now);
  sync.markReported(media());
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

test('a screen share is reported by its own events', async () => {
  const { requests, signalling } = server();
  let now = media({ screen: 's1' });
  const sync = new MediaSync(signalling, () => now);
  sync.markReported(media());
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

test('a refused update is sent again with the state of that moment', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const { requests, signalling } = server();
  let now = media({ mic: false });
  const sync = new MediaSync(signalling, () => now);
  sync.markReported(media());
  sync.push();
  await requests[0]?.answer(false);
  now = media({ camera: false });
  context.mock.timers.tick(1_000);
  await new Promise(setImmediate);
  assert.deepEqual(requests[1]?.payload, { mic: true, camera: false, hand: false });
});

test('nothing is sent while the page is not in the call', () => {
  const { requests, signalling } = server();
  new MediaSync(signalling, () => null).push();
  assert.equal(requests.length, 0);
  mock.reset();
});
