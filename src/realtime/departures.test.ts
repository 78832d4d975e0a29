import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Departures } from './departures.js';
import type { ParticipantRecord } from './room-registry.js';

const page = (participantId: string, userId = participantId): ParticipantRecord => ({
  participantId,
  userId,
  name: userId,
  username: userId,
  isGuest: false,
  socketId: 'socket',
  sessionId: `session of ${userId}`,
  joinNumber: 1,
  state: 'connected',
  media: { mic: true, camera: true, hand: false, screen: null },
});

test('everyone but a lost page is gone', () => {
  const departures = new Departures();
  departures.add('daily', page('ann'), 'left');
  departures.add('daily', page('ben'), 'lost');
  departures.add('other', page('cid'), 'left');
  assert.deepEqual(departures.gone('daily'), ['ann']);
});

test('a page that comes back is not gone', () => {
  const departures = new Departures();
  departures.add('daily', page('ann'), 'left');
  departures.forget('daily', 'ann');
  assert.deepEqual(departures.gone('daily'), []);
});

test('all lost pages of a removed person are gone, and those of others stay', () => {
  const departures = new Departures();
  for (const id of ['one', 'two']) departures.add('daily', page(id, 'ann'), 'lost');
  departures.add('daily', page('three', 'ben'), 'lost');
  const settled = departures.settleUser('daily', 'ann', 'removed');
  assert.deepEqual(
    settled.map(({ participantId }) => participantId),
    ['one', 'two'],
  );
  assert.deepEqual(departures.gone('daily'), ['one', 'two']);
  assert.equal(departures.find('daily', 'two')?.reason, 'removed');
  assert.deepEqual(departures.settleUser('daily', 'ann', 'removed'), [], 'nobody is told twice');
});

test('the lost pages of an ended session are gone in every meeting', () => {
  const departures = new Departures();
  departures.add('daily', page('one', 'ann'), 'lost');
  departures.add('weekly', page('two', 'ann'), 'lost');
  departures.add('weekly', page('three', 'ben'), 'lost');
  const settled = departures.settleSession('session of ann');
  assert.deepEqual(
    settled.map(({ code, departure }) => [code, departure.participantId]),
    [
      ['daily', 'one'],
      ['weekly', 'two'],
    ],
  );
  assert.deepEqual(departures.gone('weekly'), ['two']);
});

test('a person who comes and goes often makes the server forget no removal', () => {
  const departures = new Departures();
  departures.add('daily', page('bad'), 'removed');
  for (let count = 0; count < 500; count += 1) departures.add('daily', page(`page ${String(count)}`), 'left');
  const gone = departures.gone('daily');
  assert.equal(gone.length, 200);
  assert.ok(gone.includes('bad'));
  assert.ok(gone.includes('page 499'));
});

test('the server remembers the departures of the latest thousand meetings', () => {
  const departures = new Departures();
  departures.add('first', page('ann'), 'left');
  departures.add('second', page('ann'), 'left');
  for (let count = 0; count < 998; count += 1) departures.add(String(count), page('ben'), 'left');
  departures.add('first', page('cid'), 'left');
  departures.add('last', page('ben'), 'left');
  assert.deepEqual(departures.gone('first'), ['ann', 'cid']);
  assert.deepEqual(departures.gone('second'), []);
});
