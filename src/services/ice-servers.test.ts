import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { createIceServers, TURN_CREDENTIAL_SECONDS } from './ice-servers.js';

test('by default there are no ICE servers, so no third party is asked', () => {
  const none = createIceServers({ stunUrls: [], turnUrls: [], turnSecret: null });
  assert.deepEqual(none.forUser('ann'), []);
});

test('TURN credentials are valid for twelve hours and match the hash that a TURN server computes', () => {
  const servers = createIceServers(
    { stunUrls: ['stun:a.example'], turnUrls: ['turn:b.example', 'turns:b.example'], turnSecret: 'secret' },
    () => 1_700_000_000_999,
  );
  const username = `${1_700_000_000 + 12 * 3600}:ann`;
  assert.equal(TURN_CREDENTIAL_SECONDS, 12 * 3600);
  assert.deepEqual(servers.forUser('ann'), [
    { urls: ['stun:a.example'] },
    {
      urls: ['turn:b.example', 'turns:b.example'],
      username,
      credential: createHmac('sha1', 'secret').update(username).digest('base64'),
    },
  ]);
});

test('a TURN server without a secret is left out, since browsers refuse it', () => {
  const servers = createIceServers({ stunUrls: [], turnUrls: ['turn:b.example'], turnSecret: null });
  assert.deepEqual(servers.forUser('ann'), []);
});
