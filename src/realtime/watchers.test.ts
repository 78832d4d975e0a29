import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Door } from '../services/meeting-access.js';
import { Previews } from './previews.js';
import { RoomRegistry } from './room-registry.js';
import type { RealtimeSocket } from './socket-types.js';
import { Watchers } from './watchers.js';

const OPEN: Door = { meeting: null, entry: 'enter', needsPasscode: false, isKnown: true };
const CLOSED: Door = { meeting: null, entry: 'removed', needsPasscode: false, isKnown: false };

/** A watcher whose door the test decides about: each look waits until the test answers it. */
function createWatcher() {
  const looks: ((door: Door) => void)[] = [];
  const watchers = new Watchers({
    access: { look: () => new Promise<Door>((resolve) => looks.push(resolve)) },
    previews: new Previews(new RoomRegistry(12), {
      forSession: () => ({ iceServers: [], iceServersTtlMs: null }),
    }),
    onFailure: (error) => assert.fail(String(error)),
  });
  const data = { user: { id: 'bob', name: 'Bob', username: 'bob' }, participant: null, watching: null };
  const socket = { data, connected: true, emit: () => true } as unknown as RealtimeSocket;
  return { watchers, socket, looks };
}

const turn = () => new Promise(setImmediate);

test('a change of the rules during the first look reaches a page that begins to watch', async () => {
  const { watchers, socket, looks } = createWatcher();
  const answer = watchers.watch(socket, 'daily');
  await watchers.lookAgain('daily'); // does not know the page yet
  looks[0]?.(OPEN);
  await turn();
  looks[1]?.(CLOSED);
  const { entry, names } = await answer;
  assert.deepEqual([entry, names], ['removed', null]);
  assert.equal(socket.data.watching?.door.entry, 'removed');
});
