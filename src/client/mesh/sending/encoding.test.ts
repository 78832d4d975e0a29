import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { changeEncoding, encodingFor } from './encoding.js';

const level = { width: 480, height: 270, fps: 20, bitrate: 300_000 };

describe('the encoding of a camera', () => {
  const scale = (width: number, height: number) =>
    encodingFor('camera', level, { width, height }).scaleResolutionDownBy;

  test('scales the captured picture down to the level', () => {
    assert.deepEqual(encodingFor('camera', level, { width: 640, height: 360 }), {
      active: true,
      scaleResolutionDownBy: 1.333,
      maxBitrate: 300_000,
      maxFramerate: 20,
      priority: 'low',
    });
    assert.equal(scale(1_280, 720), 2.667);
  });

  test('covers its box with a picture of another shape or orientation', () => {
    assert.equal(scale(640, 480), 1.333);
    assert.equal(scale(360, 640), 1.333);
  });

  test('never enlarges, and gives a smaller picture fewer bits', () => {
    assert.equal(scale(320, 180), 1);
    assert.equal(encodingFor('camera', level, { width: 240, height: 135 }).maxBitrate, 75_000);
  });

  test('survives a camera that does not know its size yet', () => {
    assert.equal(scale(0, 0), 1);
    assert.equal(scale(NaN, NaN), 1);
  });
});

test('a screen is never sent smaller than it is shown', () => {
  const box = { width: 1_000, height: 700, fps: 15, bitrate: 1_000_000 };
  const scale = (width: number, height: number) =>
    encodingFor('screen', box, { width, height }).scaleResolutionDownBy;
  assert.equal(scale(1_920, 1_080), 1.5);
  assert.equal(scale(1_900, 1_080), 1.5);
  assert.equal(scale(1_024, 700), 1);
  assert.equal(scale(7_000, 700), 4);
  assert.equal(scale(10_000, 700), 5.208);
});

test('a screen has at most 1080 lines unless somebody enlarges it', () => {
  const box = { width: 1_920, height: 1_080, fps: 15, bitrate: 1_500_000 };
  const sent = (width: number, height: number, level = box) => {
    const { scaleResolutionDownBy: scale = NaN } = encodingFor('screen', level, { width, height });
    return [Math.round(width / scale), Math.round(height / scale)];
  };
  assert.deepEqual(sent(1_920, 1_080), [1_920, 1_080]);
  assert.deepEqual(sent(2_560, 1_440), [1_920, 1_080]);
  assert.deepEqual(sent(1_920, 1_200), [1_728, 1_080]);
  assert.deepEqual(sent(3_840, 2_160), [1_920, 1_080]);
  assert.deepEqual(sent(1_440, 2_560), [608, 1_080]);
  assert.deepEqual(sent(2_560, 1_440, { ...box, width: 2_560, height: 1_440 }), [2_560, 1_440]);
  assert.equal(encodingFor('screen', box, { width: 1_280, height: 720 }).priority, 'medium');
});

test('no level stops the picture and leaves its other parameters', () => {
  assert.deepEqual(encodingFor('camera', null, { width: 640, height: 360 }), { active: false });
});

test('only differing parameters are written', () => {
  const parameters = { encodings: [{ active: true, maxBitrate: 1, priority: 'low' as const }] };
  assert.equal(changeEncoding(parameters, { active: true, priority: 'low' }), false);
  assert.equal(changeEncoding(parameters, { active: true, maxBitrate: 2 }), true);
  assert.deepEqual(parameters.encodings, [{ active: true, maxBitrate: 2, priority: 'low' }]);
  assert.equal(changeEncoding({ encodings: [] }, { active: false }), false);
});
