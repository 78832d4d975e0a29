import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, mock, test } from 'node:test';
import { fakeFrame, FakeVideoEncoder } from '../../../../tests/support/fake-video-encoder.js';
import type { SharedFrame } from './fan-out-peer.js';
import { configFor, LayerEncoder } from './layer-encoder.js';

const level = { width: 480, height: 270, fps: 20, bitrate: 300_000 };
/** The time between two frames in ms. */
const STEP_MS = 50;

test('a layer covers its box with even lengths, and never enlarges the camera', () => {
  const { width, height, bitrate } = configFor(level, { width: 640, height: 360 });
  assert.deepEqual([width, height, bitrate], [480, 270, 300_000]);
  const small = configFor(level, { width: 320, height: 180 });
  assert.deepEqual([small.width, small.height], [320, 180]);
  assert.ok(small.bitrate !== undefined && small.bitrate < 150_000, 'fewer pixels need fewer bits');
  const upright = configFor(level, { width: 361, height: 641 });
  assert.deepEqual([upright.width % 2, upright.height % 2], [0, 0]);
});

test('a layer keeps to its bits also after they have changed', () => {
  const { bitrateMode, framerate, bitrate } = configFor({ ...level, fps: 12, bitrate: 90_000 }, level);
  assert.deepEqual([bitrateMode, framerate, bitrate], ['constant', 12, 90_000]);
});

describe('the encoder of a layer', () => {
  beforeEach(() => {
    mock.timers.enable({ apis: ['Date'] });
    mock.method(performance, 'now', () => Date.now());
    FakeVideoEncoder.install();
  });
  afterEach(() => {
    mock.timers.reset();
    mock.restoreAll();
    FakeVideoEncoder.uninstall();
  });

  function start() {
    const frames: SharedFrame[] = [];
    const layer = new LayerEncoder(level, {
      onFrame: (frame) => frames.push(frame),
      onError: () => undefined,
    });
    const [fake] = FakeVideoEncoder.made as [FakeVideoEncoder];
    /** So many frames of the camera arrive. Returns which of them became key frames. */
    const encode = (count: number, options = {}) => {
      const before = fake.encoded.length;
      for (let frame = 0; frame < count; frame += 1) {
        layer.encode(fakeFrame(Date.now() * 1_000, options));
        mock.timers.tick(STEP_MS);
      }
      return fake.encoded.slice(before).map(({ isKey }) => isKey);
    };
    return { layer, fake, frames, encode };
  }

  test('begins with a key frame, and makes at most one in 300 ms, however many are asked for', () => {
    const { layer, encode } = start();
    assert.deepEqual(encode(2), [true, false]);
    layer.wantKey();
    assert.deepEqual(encode(6), [false, false, false, false, false, true]);
    assert.deepEqual(encode(8), Array<boolean>(8).fill(false), 'once is enough');
  });

  test('leaves frames out and counts them while the encoder is busy', () => {
    const { layer, fake, encode } = start();
    encode(1);
    fake.encodeQueueSize = 2;
    assert.equal(encode(1).length, 1);
    fake.encodeQueueSize = 3;
    assert.equal(encode(2).length, 0);
    assert.equal(layer.takeWork().left, 2);
    assert.equal(layer.takeWork().left, 0);
  });

  test('a frame that was left out takes the key frame to the next one', () => {
    const { layer, fake, encode } = start();
    encode(8);
    layer.wantKey();
    fake.encodeQueueSize = 3;
    encode(1);
    fake.encodeQueueSize = 0;
    assert.deepEqual(encode(1), [true]);
  });

  test('a new size and a new turn of the camera begin with a key frame at once, a new rate does not', () => {
    const { layer, fake, encode } = start();
    encode(2);
    layer.level = { ...level, fps: 15, bitrate: 200_000 };
    assert.ok(!encode(3).includes(true));
    assert.deepEqual([fake.configs.length, fake.configs[1]?.framerate], [2, 15]);
    layer.level = { ...level, width: 320, height: 180 };
    assert.deepEqual(encode(1), [true]);
    assert.deepEqual(encode(1, { width: 360, height: 640, rotation: 90 }), [true]);
    assert.equal(fake.configs.length, 4);
  });

  test('tells how long a frame took, and how it must be turned', () => {
    const { layer, fake, frames, encode } = start();
    encode(1, { width: 360, height: 640, rotation: 90 });
    fake.finish(700);
    assert.deepEqual(layer.takeWork(), { encodeMs: STEP_MS, encoded: 1, left: 0 });
    const [frame] = frames;
    assert.deepEqual([frame?.data.byteLength, frame?.isKey, frame?.rotation], [700, true, 90]);
  });

  test('encodes nothing any more after it was closed', () => {
    const { layer, fake, encode } = start();
    encode(1);
    layer.close();
    assert.deepEqual([encode(1), fake.state], [[], 'closed']);
  });
});
