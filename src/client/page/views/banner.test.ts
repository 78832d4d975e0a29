import assert from 'node:assert/strict';
import { test } from 'node:test';
import { messages as t } from '#messages/banner';
import type { RejoinRefusal } from '../../call/call-state.js';
import type { LinkState } from '../../mesh/media-engine.js';
import { person } from '../../../../tests/support/call-fixtures.js';
import { bannerText } from './banner.js';

/** The text for a page without the server whose links to the others have these states. */
function text(links: (LinkState | null)[], refusal: RejoinRefusal | null = null, isGuest = false): string {
  const others = links.map((_, index) => String(index));
  const remotes = links.flatMap((state, index) =>
    state === null ? [] : [[String(index), { state, streams: null }] as const],
  );
  return bannerText(
    {
      phase: 'reconnecting',
      rejoinRefusal: refusal,
      self: 'me',
      roster: [person('me'), ...others.slice(0, 2).map(person)],
      unlisted: others.slice(2).map(person),
      remotes: new Map(remotes),
    },
    isGuest,
  );
}

test('a page with the server has no banner', () => {
  const state = { rejoinRefusal: null, self: 'me', roster: [], unlisted: [], remotes: new Map() };
  assert.equal(bannerText({ ...state, phase: 'joined' }, false), '');
});

test('the banner says whom the person still sees and hears', () => {
  const about = (reach: string) => [t.serverLost(), reach, t.reconnecting()].filter(Boolean).join(' ');
  assert.equal(text([]), about(''));
  assert.equal(text(['connected', 'connected', 'connected']), about(t.reachEveryone()));
  assert.equal(
    text(['connected', 'reconnecting', 'connected', null]),
    about(t.reachSome({ connected: '2', others: '4' })),
  );
  assert.equal(text(['failed', 'connecting']), about(t.reachNobody()));
});

test('the reason of a refused rejoin does not change what the banner says about the others', () => {
  for (const refusal of ['full', 'logged-out', 'not-let-in', 'waiting'] as const) {
    for (const isGuest of [false, true]) {
      assert.ok(text(['connected'], refusal, isGuest).includes(t.reachEveryone()));
      assert.ok(text(['failed'], refusal, isGuest).includes(t.reachNobody()));
      assert.ok(!text(['failed'], refusal, isGuest).includes(t.serverLost()));
    }
  }
});
