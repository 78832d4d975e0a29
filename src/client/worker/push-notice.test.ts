import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PushPayload } from '../../shared/push-payload.js';
import { addressToOpen, isRedundant, noticeOf, readPayload } from './push-notice.js';

const call: PushPayload = {
  kind: 'incoming-call',
  title: 'Ada is calling you',
  body: 'Open Parley to answer.',
  lang: 'en',
  tag: 'call-1',
  path: '/people/ada',
  expiresAt: 1_000,
  late: { title: 'Missed call', body: 'Ada called you.' },
};

test('a call rings until its time is over, and is a missed call from then on', () => {
  const ringing = noticeOf(call, 999);
  assert.equal(ringing.title, 'Ada is calling you');
  assert.equal(ringing.options.requireInteraction, true);
  assert.equal(ringing.options.renotify, true);
  const late = noticeOf(call, 1_000);
  assert.equal(late.title, 'Missed call');
  assert.equal(late.options.body, 'Ada called you.');
  assert.equal(late.options.requireInteraction, false);
  assert.equal(late.options.renotify, false);
  assert.equal(late.options.tag, 'call-1', 'replaces the ringing');
});

test('renotify needs a tag, or the browser shows nothing', () => {
  assert.equal(noticeOf({ ...call, tag: '' }, 0).options.renotify, false);
});

test('only an incoming call is redundant while the person sees Parley', () => {
  assert.equal(isRedundant(call, true), true);
  assert.equal(isRedundant(call, false), false);
  assert.equal(isRedundant({ ...call, kind: 'knock' }, true), false);
  assert.equal(isRedundant({ ...call, kind: 'missed-call' }, true), false);
});

test('anything but a payload is ignored', () => {
  assert.deepEqual(readPayload(JSON.stringify(call)), call);
  for (const text of ['', '{', 'null', '1', '[]', '{"title":"x"}', '{"title":1,"path":"/"}'])
    assert.equal(readPayload(text), null, text);
});

test('a notice opens a page of Parley only', () => {
  const base = 'https://meet.example/';
  const below = 'https://meet.example/parley/';
  assert.equal(addressToOpen('/meetings/abc?x#y', base), 'https://meet.example/meetings/abc?x#y');
  assert.equal(addressToOpen('/meetings/abc?x#y', below), 'https://meet.example/parley/meetings/abc?x#y');
  for (const path of [
    '//evil.example/',
    '/\\evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    '',
    1,
    null,
  ])
    assert.deepEqual(
      [base, below].map((address) => addressToOpen(path, address)),
      ['https://meet.example/home', 'https://meet.example/parley/home'],
      String(path),
    );
});
