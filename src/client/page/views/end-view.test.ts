import assert from 'node:assert/strict';
import { test } from 'node:test';
import { messages as t } from '#messages/ended';
import { person } from '../../../../tests/support/call-fixtures.js';
import type { CallState } from '../../call/call-state.js';
import { errorText } from '../../call/error-text.js';
import { endTexts } from './end-view.js';

const end = (change: Partial<CallState>, isGuest = false) =>
  endTexts({ endReason: null, endedBy: null, refusal: null, roster: [], self: null, ...change }, isGuest);

test('a removed person is not offered to join again at once', () => {
  assert.equal(end({ endReason: 'removed', endedBy: 'Ann' })?.rejoin, null);
  assert.equal(end({ endReason: 'full' })?.rejoin, undefined);
});

test('the page names the host who ended the call, if it knows the name', () => {
  assert.equal(
    end({ endReason: 'ended-by-host', endedBy: 'Ann' })?.heading,
    t.endedByHeading({ name: 'Ann' }),
  );
  assert.equal(end({ endReason: 'ended-by-host' })?.heading, t.endedHeading());
});

test('a host who has ended the call reads it as their own deed', () => {
  const ended: Partial<CallState> = { endReason: 'ended-by-host', endedBy: 'ann', roster: [person('ann')] };
  assert.equal(end({ ...ended, self: 'ann' })?.heading, t.endedByYouHeading());
  assert.equal(end({ ...ended, self: 'ben' })?.heading, t.endedByHeading({ name: 'ann' }));
});

test('a person who may not come back reads the reason', () => {
  assert.equal(end({ endReason: 'not-let-in', refusal: 'locked' })?.text, errorText('locked'));
});

test('only a person with an account is sent to the login', () => {
  assert.equal(end({ endReason: 'logged-out' })?.rejoin, t.logInAndRejoin());
  assert.equal(end({ endReason: 'logged-out' }, true)?.rejoin, undefined);
});

test('a person who has left may rejoin', () => {
  assert.deepEqual(end({ endReason: 'left' }), { heading: t.leftHeading(), text: t.leftText() });
});

test('a page that the call was moved from says where it went, and offers to bring it back', () => {
  const headings = (['moved', 'moved-to-tab', 'moved-to-device'] as const).map((endReason) => {
    const texts = end({ endReason });
    assert.ok(texts);
    assert.equal(texts.rejoin, t.bringBack());
    return texts.heading;
  });
  assert.equal(new Set(headings).size, 3);
});

test('a call that goes on has no page about its end', () => {
  assert.equal(end({}), null);
});
