import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { createIceServers } from './ice-servers.js';

test('by default there are no ICE servers, so no third party is asked', () => {
  const none = createIceServers({ stunUrls: [], turnUrls: [], turnSecret: null });
  assert.deepEqual(none.forSession('s1'), { iceServers: [], iceServersTtlMs: null });
});

const TURN = {
  stunUrls: ['stun:a.example'],
  turnUrls: ['turn:b.example', 'turns:b.example'],
  turnSecret: 'secret',
};

test('TURN credentials are valid for fifteen minutes and match the hash that a TURN server computes', () => {
  const { iceServers, iceServersTtlMs } = createIceServers(TURN, () => 1_700_000_000_999).forSession('s1');
  const [stun, turn] = iceServers;
  assert.ok(turn);
  assert.equal(iceServersTtlMs, 15 * 60_000);
  assert.deepEqual(stun, { urls: ['stun:a.example'] });
  assert.deepEqual(turn.urls, ['turn:b.example', 'turns:b.example']);
  assert.match(turn.username ?? '', /^1700000900:[\w-]{22}$/);
  assert.equal(
    turn.credential,
    createHmac('sha1', 'secret')
      .update(turn.username ?? '')
      .digest('base64'),
  );
});

test('TURN credentials belong to one session and do not tell its id', () => {
  const servers = createIceServers(TURN, () => 0);
  const usernameFor = (session: string) => servers.forSession(session).iceServers[1]?.username ?? '';
  assert.equal(usernameFor('session one'), usernameFor('session one'));
  assert.notEqual(usernameFor('session one'), usernameFor('session two'));
  assert.doesNotMatch(usernameFor('session one'), /session/);
});

test('a TURN server without a secret is left out, since browsers refuse it', () => {
  const servers = createIceServers({ stunUrls: [], turnUrls: ['turn:b.example'], turnSecret: null });
  assert.deepEqual(servers.forSession('s1').iceServers, []);
});
