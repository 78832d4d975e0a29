import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startRealtime } from '../support/start-realtime.js';
import { CODE, ann, bob, cem } from '../support/two-in-call.js';

test('a reaction reaches the others in the call, and nobody else', async (t) => {
  const server = await startRealtime(t);
  const [first, second, outside] = [await server.page(ann), await server.page(bob), await server.page(cem)];
  await first.join(CODE);
  await second.join(CODE);
  await outside.join('another-call');
  await first.get('reaction', { reaction: 'heart' });
  assert.deepEqual(await second.next('reaction'), {
    participantId: first.participantId,
    reaction: 'heart',
  });
  for (const page of [first, outside]) {
    await page.fence();
    assert.equal(page.count('reaction'), 0);
  }
});

test('only people in a call react, with the known reactions, and not too often', async (t) => {
  const server = await startRealtime(t);
  const [first, second] = [await server.page(ann), await server.page(bob)];
  await first.join(CODE);
  assert.equal((await second.refusal('reaction', { reaction: 'heart' })).code, 'not-in-call');
  // @ts-expect-error another page may send anything
  assert.equal((await first.refusal('reaction', { reaction: '<b>' })).code, 'bad-request');
  const replies = await Promise.all(
    Array.from({ length: 20 }, () => first.send('reaction', { reaction: 'laugh' })),
  );
  const codes = replies.map((reply) => (reply.ok ? 'ok' : reply.error.code));
  assert.ok(codes.filter((code) => code === 'ok').length >= 5, codes.join());
  assert.ok(codes.includes('rate-limited'), codes.join());
});

test('the roster tells whose hand was up first, also to people who come later', async (t) => {
  const server = await startRealtime(t);
  const [first, second, third] = [await server.page(ann), await server.page(bob), await server.page(cem)];
  await first.join(CODE);
  await second.join(CODE);
  await second.get('media-state', { mic: true, camera: true, hand: true });
  await first.get('media-state', { mic: true, camera: true, hand: true });
  // Other changes of the media leave the place of a hand alone.
  await second.get('media-state', { mic: false, camera: true });
  const { roster } = await third.join(CODE);
  const [a, b, c] = roster.map(({ handNumber }) => handNumber);
  assert.ok(a !== undefined && b !== undefined && b < a, JSON.stringify(roster));
  assert.equal(c, undefined);

  await second.get('media-state', { mic: false, camera: true, hand: false });
  await second.get('media-state', { mic: false, camera: true, hand: true });
  const later = await third.next('roster', ([, other]) => (other?.handNumber ?? 0) > a);
  assert.equal(later[0]?.handNumber, a);
});
