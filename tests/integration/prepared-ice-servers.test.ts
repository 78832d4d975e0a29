import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createIceServers } from '../../src/services/ice-servers.js';
import { outcomeOf, startHouse } from '../support/meeting-people.js';
import { sessionOf, startRealtime } from '../support/start-realtime.js';
import { CODE, ann, bob } from '../support/two-in-call.js';

const TURN = { stunUrls: [], turnUrls: ['turn:turn.example'], turnSecret: 'secret' };

test('a page before the call learns the ICE servers as soon as it has somebody to connect to', async (t) => {
  const now = Date.parse('2026-11-27T10:00:00Z');
  const iceServers = createIceServers(TURN, () => now);
  const server = await startRealtime(t, { iceServers });
  const [first, looker] = [await server.page(ann), await server.page(bob)];
  assert.deepEqual((await looker.get('watch-call', { code: CODE })).iceServers, []);
  await first.join(CODE);
  const preview = await looker.next('preview', ({ count }) => count === 1);
  assert.deepEqual(preview.iceServers, iceServers.forSession(sessionOf(bob)).iceServers);
  await first.get('leave-call', {});
  assert.deepEqual((await looker.next('preview', ({ count }) => count === 0)).iceServers, []);
});

test('a page that may not enter at once learns no ICE servers', async (t) => {
  const server = await startHouse(t, {
    settings: { TURN_URLS: TURN.turnUrls.join(), TURN_SECRET: TURN.turnSecret },
  });
  const code = await server.meeting('Ann', { access: 'knock' });
  assert.equal(await outcomeOf(await server.page('Ann'), code), 'joined');
  const guest = await server.page('Ben');
  const preview = await guest.get('watch-call', { code });
  assert.deepEqual([preview.entry, preview.iceServers], ['wait', []]);
  await server.change('Ann', code, { access: 'open' });
  const opened = await guest.next('preview', ({ entry }) => entry === 'enter');
  assert.equal(opened.iceServers.length, 1);
});
