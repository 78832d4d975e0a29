import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allocate, type Demand } from './allocate.js';
import { levelsFor } from './levels.js';
import type { PictureSource } from './wishes.js';

function demand(participantId: string, height: number, source: PictureSource = 'camera'): Demand {
  const wish = { width: Math.round((height * 16) / 9), height, fps: 30 };
  return { participantId, source, levels: levelsFor(source, wish) };
}

/** The heights that the demands get; null for a picture that waits. */
function share(demands: Demand[], total = Infinity, byParticipant: Record<string, number> = {}) {
  const limits = { total, byParticipant: new Map(Object.entries(byParticipant)) };
  return allocate(demands, limits).map((level) => level?.height ?? null);
}

test('everyone gets what they look at if nothing limits', () => {
  assert.deepEqual(share([demand('ann', 720), demand('ben', 180), demand('cleo', 90)]), [720, 180, 90]);
});

test('a weak path lowers only its own picture', () => {
  const demands = [demand('ann', 360), demand('ben', 360), demand('cleo', 360)];
  assert.deepEqual(share(demands, Infinity, { ben: 160_000 }), [360, 180, 360]);
});

test('a weak path still gets one picture, and a screen comes before the camera', () => {
  assert.deepEqual(share([demand('ann', 360)], Infinity, { ann: 10_000 }), [90]);
  const both = [demand('ann', 360), demand('ann', 1_080, 'screen')];
  assert.deepEqual(share(both, Infinity, { ann: 120_000 }), [null, 360]);
});

test('a weak uplink gives everyone a thumbnail before anyone more, and then raises the largest tile', () => {
  const demands = [demand('ann', 90), demand('ben', 360), demand('cleo', 90)];
  assert.deepEqual(share(demands, 150_000), [90, 90, 90]);
  assert.deepEqual(share(demands, 250_000), [90, 180, 90]);
  assert.deepEqual(share(demands, 650_000), [90, 360, 90]);
});

test('screens come before faces, also before a large one', () => {
  const demands = [demand('ann', 720), demand('ben', 540, 'screen')];
  const [face, screen] = share(demands, 700_000);
  assert.equal(screen, 540);
  assert.equal(face, 180);
});

test('an uplink that is too weak for all thumbnails leaves the smallest tiles waiting', () => {
  assert.deepEqual(share([demand('ann', 90), demand('ben', 360)], 60_000), [null, 90]);
  assert.deepEqual(share([demand('ann', 90), demand('ben', 360)], 0), [null, null]);
});

test('the levels never cost more than the uplink has', () => {
  for (let total = 0; total < 4_000_000; total += 37_000) {
    const demands = [
      demand('ann', 720),
      demand('ben', 1_080, 'screen'),
      demand('cleo', 180),
      demand('ben', 270),
    ];
    const levels = allocate(demands, { total, byParticipant: new Map([['cleo', 100_000]]) });
    const cost = levels.reduce((sum, level) => sum + (level?.bitrate ?? 0), 0);
    assert.ok(cost <= total, `${String(cost)} of ${String(total)}`);
  }
});
