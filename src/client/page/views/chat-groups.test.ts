import assert from 'node:assert/strict';
import { test } from 'node:test';
import { continues } from './chat-groups.js';

const line = { participantId: 'ann', isOwn: false, sentAt: 1_000_000 };

test('messages of one person within five minutes belong together', () => {
  assert.equal(continues(line, { ...line, sentAt: line.sentAt + 299_000 }), true);
  assert.equal(continues(line, { ...line, sentAt: line.sentAt + 300_000 }), false);
  // The clocks of pages differ, so a message can seem to be older than the one above it.
  assert.equal(continues(line, { ...line, sentAt: line.sentAt - 2_000 }), true);
});

test('a message of another person or to other people begins anew', () => {
  assert.equal(continues(undefined, line), false);
  assert.equal(continues(line, { ...line, participantId: 'ben' }), false);
  assert.equal(continues(line, { ...line, peer: 'ben' }), false);
  assert.equal(continues({ ...line, peer: 'ben' }, { ...line, peer: 'cid' }), false);
  assert.equal(continues({ ...line, peer: 'ben' }, { ...line, peer: 'ben' }), true);
});
