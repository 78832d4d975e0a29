import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSocketLimits } from './socket-limits.js';

function count(ask: () => boolean, times: number): number {
  return Array.from({ length: times }, ask).filter(Boolean).length;
}

void test('a page may greet a call of twelve at once', () => {
  const limits = createSocketLimits(() => 0);
  assert.equal(
    count(() => limits.take('signal'), 11 * 60),
    11 * 60,
  );
});

void test('chat is held to what a person can write, and opens again with time', () => {
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

void test('one kind of request does not use up another kind', () => {
  const limits = createSocketLimits(() => 0);
  count(() => limits.take('chat-message'), 1_000);
  assert.equal(limits.take('join-call'), true);
  assert.equal(limits.take('signal'), true);
});

void test('whoever has joined too often can still leave', () => {
  const limits = createSocketLimits(() => 0);
  count(() => limits.take('join-call'), 1_000);
  assert.equal(limits.take('leave-call'), true);
});

void test('what is refused is borne for a while, and a flood is not', () => {
  const limits = createSocketLimits(() => 0);
  const borne = count(() => limits.refuse(), 10_000);
  assert.ok(borne >= 100 && borne < 1_000, `${borne} borne`);
});
