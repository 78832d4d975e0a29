import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSignal } from './signal-check.js';

const connectionId = 'c';

test('offers, answers, candidates and renew requests are signals', () => {
  assert.ok(isSignal({ kind: 'description', connectionId, description: { type: 'offer', sdp: 'v=0' } }));
  assert.ok(isSignal({ kind: 'description', connectionId, description: { type: 'answer', sdp: '' } }));
  assert.ok(isSignal({ kind: 'candidate', connectionId, candidate: { candidate: '', sdpMid: '0' } }));
  assert.ok(isSignal({ kind: 'renew', connectionId }));
});

test('no other value from another page is a signal', () => {
  const invented = [
    null,
    'renew',
    [],
    {},
    { kind: 'renew' },
    { kind: 'renew', connectionId: 1 },
    { kind: 'description', connectionId },
    { kind: 'description', connectionId, description: null },
    { kind: 'description', connectionId, description: { type: 'rollback', sdp: '' } },
    { kind: 'description', connectionId, description: { type: 'offer' } },
    { kind: 'candidate', connectionId },
    { kind: 'candidate', connectionId, candidate: 'x' },
    { kind: 'constructor', connectionId },
  ];
  for (const signal of invented) assert.equal(isSignal(signal), false, JSON.stringify(signal));
});
