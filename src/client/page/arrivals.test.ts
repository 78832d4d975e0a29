import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import type { CallState } from '../call/call-state.js';
import { initialState } from '../call/call-state.js';
import { createStore } from '../lib/store.js';
import type { RemoteMedia } from '../mesh/media-engine.js';
import { drawAfterArrivals } from './arrivals.js';

const person = (participantId: string) => ({ participantId }) as CallState['roster'][number];
const streams = {} as RemoteMedia['streams'];

/** A call of one person, whose drawings are counted. */
function draws(t: { after(done: () => void): void }) {
  mock.timers.enable({ apis: ['setTimeout'] });
  t.after(() => {
    mock.timers.reset();
  });
  const local = { mic: { state: 'on' }, camera: { state: 'on' } } as CallState['local'];
  const store = createStore<CallState>(
    { ...initialState(local), phase: 'joined', self: 'me', roster: [person('me')] },
    assert.ifError,
  );
  let count = -1; // the first one is the present state
  drawAfterArrivals(store, () => {
    count += 1;
  });
  const change = (next: Partial<CallState>) => {
    store.set((state) => ({ ...state, ...next }));
  };
  const connect = (state: RemoteMedia['state'], media: RemoteMedia['streams']) => {
    change({ remotes: new Map([['new', { state, streams: media }]]) });
  };
  return { change, connect, count: () => count };
}

const comes = { roster: [person('me'), person('new')], unlisted: [] };

test('a newcomer is not drawn while their offer is answered', (t) => {
  const { change, connect, count } = draws(t);
  change(comes);
  connect('connecting', null);
  mock.timers.tick(60);
  connect('connecting', streams);
  change({ notices: [] });
  mock.timers.tick(59);
  assert.equal(count(), 0);
  mock.timers.tick(1);
  assert.equal(count(), 1);
});

test('a newcomer who does not connect is drawn after 120 ms', (t) => {
  const { change, connect, count } = draws(t);
  change(comes);
  connect('connecting', null);
  mock.timers.tick(119);
  assert.equal(count(), 0);
  mock.timers.tick(1);
  assert.equal(count(), 1);
  mock.timers.tick(500);
  assert.equal(count(), 1);
});

test('a newcomer is drawn at once when they are connected', (t) => {
  const { change, connect, count } = draws(t);
  change(comes);
  connect('connected', streams);
  assert.equal(count(), 1);
});

test('any other change is drawn at once, and with it the newcomer', (t) => {
  const { change, connect, count } = draws(t);
  change({ hand: true });
  assert.equal(count(), 1);
  change(comes);
  connect('connecting', null);
  change({ hand: false });
  assert.equal(count(), 2);
  mock.timers.tick(500);
  assert.equal(count(), 2);
});

test('somebody who leaves is drawn at once', (t) => {
  const { change, count } = draws(t);
  change({ roster: [] });
  assert.equal(count(), 1);
});
