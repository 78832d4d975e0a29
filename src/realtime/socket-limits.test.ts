import assert from 'node:assert/strict';
import { test } from 'node:test';
import { costOf, createRequestLimits } from './socket-limits.js';

function createSocketLimits(now: () => number) {
  return createRequestLimits(now).forSocket('ann');
}

function count(ask: () => boolean, times: number): number {
  return Array.from({ length: times }, ask).filter(Boolean).length;
}

test('a page that joins a call of twelve may send all its signals at once', () => {
  const limits = createSocketLimits(() => 0);
  assert.equal(
    count(() => limits.take('signal'), 11 * 60),
    11 * 60,
  );
});

test('chat is limited to the pace of a person, and passes again with time', () => {
  let now = 0;
  const limits = createSocketLimits(() => now);
  const granted = count(() => limits.take('chat-message'), 100);
  assert.ok(granted >= 10 && granted < 50, `${granted} at once`);
  now += 3_000;
  assert.equal(
    count(() => limits.take('chat-message'), 100),
    3,
  );
});

test('each kind of request has its own budget', () => {
  const limits = createSocketLimits(() => 0);
  count(() => limits.take('chat-message'), 1_000);
  assert.equal(limits.take('join-call'), true);
  assert.equal(limits.take('signal'), true);
});

test('a page that has joined too often can still leave', () => {
  const limits = createSocketLimits(() => 0);
  count(() => limits.take('join-call'), 1_000);
  assert.equal(limits.take('leave-call'), true);
});

test('a socket may have some requests refused, but not a flood of them', () => {
  const limits = createSocketLimits(() => 0);
  const allowed = count(() => limits.takeRefusal(), 10_000);
  assert.ok(allowed >= 100 && allowed < 1_000, `${allowed} allowed`);
});

test('new sockets do not give a user a new budget', () => {
  const limits = createRequestLimits(() => 0);
  const chat = () => count(() => limits.forSocket('ann').take('chat-message'), 1_000);
  assert.equal(chat(), 60);
  assert.equal(chat(), 0);
  assert.equal(limits.forSocket('bob').take('chat-message'), true);
});

test('a long signal costs as much as many short ones', () => {
  const signal = (length: number) =>
    costOf('signal', { to: 'bob', signal: { kind: 'renew', connectionId: 'x'.repeat(length) } });
  assert.equal(signal(10), 1);
  assert.equal(signal(10_000), 3);
  assert.equal(signal(60_000), 15);
});

test('a user sends a few megabytes of signals at once, however many sockets they have', () => {
  const limits = createRequestLimits(() => 0);
  const sockets = Array.from({ length: 20 }, () => limits.forSocket('ann'));
  const signals = sockets.map((socket) => count(() => socket.take('signal', 16), 1_000));
  const bytes = signals.reduce((sum, sent) => sum + sent, 0) * 65_536;
  assert.ok(bytes > 6_000_000 && bytes < 20_000_000, `${bytes} bytes`);
});
