import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFrameGate } from './frame-gate.js';

/** How many frames of a camera pass in `seconds`. */
function passed(camera: number, fps: number, seconds: number, jitter = 0) {
  const isDue = createFrameGate();
  let count = 0;
  for (let at = 0; at < camera * seconds; at += 1) {
    const late = at % 2 === 0 ? jitter : -jitter;
    if (isDue(Math.round((at * 1_000_000) / camera + late), fps)) count += 1;
  }
  return count;
}

test('as many frames pass as the layer has per second', () => {
  for (const [camera, fps] of [
    [30, 30],
    [30, 20],
    [30, 15],
    [30, 10],
    [15, 30],
    [25, 20],
  ] as const) {
    const expected = Math.min(camera, fps) * 10;
    const count = passed(camera, fps, 10);
    assert.ok(Math.abs(count - expected) <= expected * 0.05, `${camera} → ${fps}: ${count} of ${expected}`);
  }
});

test('a camera whose frames come a little early or late loses none', () => {
  assert.equal(passed(30, 30, 10, 4_000), 300);
});

test('the frames of another camera pass, whatever its clock says', () => {
  const isDue = createFrameGate();
  assert.ok(isDue(90_000_000, 20));
  assert.ok(isDue(1_000, 20));
  assert.ok(!isDue(11_000, 20));
  assert.ok(isDue(80_000_000, 20));
});
