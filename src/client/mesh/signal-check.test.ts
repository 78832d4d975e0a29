import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSignal } from './signal-check.js';

const connectionId = 'c';

const marks = { connectionId, offerId: 1, isFirst: true };

test('offers, answers, candidates and renew requests are signals', () => {
  assert.ok(isSignal({ kind: 'description', ...marks, description: { type: 'offer', sdp: 'v=0' } }));
  assert.ok(isSignal({ kind: 'description', ...marks, description: { type: 'answer', sdp: '' } }));
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
    { kind: 'description', ...marks },
    { kind: 'description', ...marks, description: null },
    { kind: 'description', ...marks, description: { type: 'rollback', sdp: '' } },
    { kind: 'description', ...marks, description: { type: 'offer' } },
    { kind: 'description', connectionId, description: { type: 'offer', sdp: '' } },
    { kind: 'description', ...marks, offerId: '1', description: { type: 'offer', sdp: '' } },
    { kind: 'description', ...marks, isFirst: 1, description: { type: 'offer', sdp: '' } },
    { kind: 'candidate', connectionId },
    { kind: 'candidate', connectionId, candidate: 'x' },
    { kind: 'constructor', connectionId },
  ];
  for (const signal of invented) assert.equal(isSignal(signal), false, JSON.stringify(signal));
});
