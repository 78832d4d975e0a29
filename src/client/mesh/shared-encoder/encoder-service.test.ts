import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, mock, test } from 'node:test';
import { fakeFrame, FakeVideoEncoder } from '../../../../tests/support/fake-video-encoder.js';
import { levelsForCpu } from '../sending/cpu.js';
import { levelsFor } from '../sending/levels.js';
import { EncoderService } from './encoder-service.js';
import { planSharing } from './plan-sharing.js';
import type { FromWorker } from './worker-messages.js';

const WISH = { width: 480, height: 270, fps: 30 };

const nextTask = () => new Promise(setImmediate);

describe('the worker', () => {
  beforeEach(() => {
    FakeVideoEncoder.install();
  });
  afterEach(() => {
    mock.restoreAll();
    FakeVideoEncoder.uninstall();
  });

  function start() {
    const told: FromWorker[] = [];
    const service = new EncoderService((message) => told.push(message));
    /** Two receivers show the camera in this wish, while the computer of the sender is so busy. */
    const plan = (cpuStep: number) => {
      const [level] = levelsForCpu('camera', levelsFor('camera', WISH), cpuStep);
      assert.ok(level);
      const { layers, layerOf } = planSharing([1, 2].map((id) => ({ id, level, isFit: true })));
      service.receive({ type: 'plan', layers, layerOf: [...layerOf] });
    };
    let camera: ReadableStreamDefaultController<VideoFrame> | undefined;
    const frames = new ReadableStream<VideoFrame>({ start: (controller) => void (camera = controller) });
    service.receive({ type: 'camera', frames });
    const deliver = async (frame: VideoFrame) => {
      camera?.enqueue(frame);
      await nextTask();
    };
    return { service, told, plan, deliver };
  }

  const unable = (told: readonly FromWorker[]) => told.filter(({ type }) => type === 'unable');

  test('encodes less when the computer is busy: first fewer frames, then fewer lines from another encoder', async () => {
    const { plan, deliver } = start();
    plan(0);
    await deliver(fakeFrame(0));
    const [full] = FakeVideoEncoder.made as [FakeVideoEncoder];
    plan(1);
    await deliver(fakeFrame(100_000));
    assert.deepEqual(
      full.configs.map(({ height, framerate }) => [height, framerate]),
      [[270, 24], [270, 20]], // prettier-ignore
    );
    plan(2);
    await deliver(fakeFrame(200_000));
    const [, small] = FakeVideoEncoder.made as [FakeVideoEncoder, FakeVideoEncoder];
    assert.deepEqual([small.configs[0]?.height, small.configs[0]?.framerate], [180, 15]);
    assert.deepEqual([full.encoded.length, small.encoded], [2, [{ timestamp: 200_000, isKey: true }]]);
  });

  test('says that it cannot serve a mirrored camera, and encodes nothing of it', async () => {
    const { told, plan, deliver } = start();
    plan(0);
    await deliver(fakeFrame(0, { flip: true }));
    await deliver(fakeFrame(50_000, { flip: true }));
    assert.deepEqual(unable(told), [{ type: 'unable', reason: 'mirrored-camera' }]);
    assert.deepEqual(FakeVideoEncoder.made[0]?.encoded, []);
  });

  test('says once that an encoder has failed', async () => {
    const { told, plan, deliver } = start();
    plan(0);
    await deliver(fakeFrame(0));
    FakeVideoEncoder.made[0]?.fail('out of memory');
    await deliver(fakeFrame(50_000));
    assert.equal(unable(told).length, 1);
  });

  test('says that it cannot encode when the page asks for it, and not before', async () => {
    mock.method(FakeVideoEncoder, 'isConfigSupported', () => Promise.resolve({ supported: false }));
    const { told, service, plan } = start();
    service.receive({ type: 'plan', layers: [], layerOf: [] });
    await nextTask();
    assert.deepEqual(unable(told), []);
    plan(0);
    await nextTask();
    const reason = { type: 'unable' as const, reason: 'no-vp8-encoder' };
    assert.deepEqual(unable(told), [reason]);
  });
});
