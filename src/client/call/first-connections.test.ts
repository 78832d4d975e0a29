import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FirstConnections } from './first-connections.js';

/** Whether the wait is over after all tasks that are ready now. */
async function isOver(wait: Promise<void>): Promise<boolean> {
  let over = false;
  void wait.then(() => (over = true));
  for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate);
  return over;
}

test('the page draws at once if nobody has received an offer', async () => {
  assert.equal(await isOver(new FirstConnections().wait([])), true);
});

test('the page draws when everybody is connected', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const first = new FirstConnections();
  const noted: string[] = [];
  const onRemote = first.watch((id) => void noted.push(id));
  const wait = first.wait(['ann', 'ben']);
  onRemote('ann', { state: 'connected', streams: null });
  onRemote('ben', { state: 'connecting', streams: null });
  onRemote('stranger', { state: 'connected', streams: null });
  assert.equal(await isOver(wait), false);
  onRemote('ben', { state: 'connected', streams: null });
  assert.equal(await isOver(wait), true);
  assert.deepEqual(noted, ['ann', 'ben', 'stranger', 'ben']);
});

test('the page draws at once if the connections were faster than the answer to the join', async () => {
  const first = new FirstConnections();
  first.watch(() => undefined)('ann', { state: 'connected', streams: null });
  assert.equal(await isOver(first.wait(['ann'])), true);
});

test('the page waits for no connection longer than a moment', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const wait = new FirstConnections().wait(['ann']);
  assert.equal(await isOver(wait), false);
  t.mock.timers.tick(120);
  assert.equal(await isOver(wait), true);
});
