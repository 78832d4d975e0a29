import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import type { CameraPicture, CameraSharing, SharedEncoding } from './camera-sharing.js';
import type { PictureLink } from './picture-link.js';
import { SenderControl } from './sender-control.js';

const WISH = { width: 640, height: 360, fps: 30 };
const BEST = 500_000;
const DUMMY: SharedEncoding = {
  active: true,
  scaleResolutionDownBy: 1,
  maxBitrate: 1_250_000,
  maxFramerate: 60,
  priority: 'low',
};

beforeEach(() => {
  mock.timers.enable({ apis: ['setTimeout', 'Date'] });
  mock.method(performance, 'now', () => Date.now());
});
afterEach(() => {
  mock.timers.reset();
  mock.restoreAll();
});

/** One connection that sends a camera, with a control and a sharing that the test decides. */
function start() {
  const encoding: RTCRtpEncodingParameters = {};
  const path = { available: 5_000_000, reason: 'none' };
  const track = { readyState: 'live', getSettings: () => ({ width: 640, height: 360 }) };
  const sender = {
    track,
    getParameters: () => ({ encodings: [{ ...encoding }] }),
    setParameters: ({ encodings: [changed] }: RTCRtpSendParameters) => {
      Object.assign(encoding, changed);
      return Promise.resolve();
    },
  } as unknown as RTCRtpSender;
  const getStats = () => {
    state.reads += 1;
    const timestamp = Date.now();
    const { available: availableOutgoingBitrate, reason: qualityLimitationReason } = path;
    const report = [
      { type: 'candidate-pair', nominated: true, timestamp, availableOutgoingBitrate },
      { type: 'outbound-rtp', kind: 'video', timestamp, qualityLimitationReason },
    ];
    return Promise.resolve(new Map(report.entries()) as unknown as RTCStatsReport);
  };
  const nothing = { getVideoTracks: () => [] } as unknown as MediaStream;
  const peer: PictureLink['peer'] = {
    senderOf: (slot) => (slot === 'camera' ? sender : null),
    getStats,
    remote: { camera: nothing, screen: nothing },
  };
  const link: PictureLink = { participantId: 'ann', peer, wishes: new Map([['camera', WISH]]) };
  const state = {
    ...{ isShared: false, growth: 1, isLimited: false, reads: 0 },
    pictures: [] as readonly CameraPicture[],
    recent: null as RTCStatsReport | null,
  };
  const sharing: CameraSharing = {
    assign: (pictures) => {
      state.pictures = pictures;
      return new Map(state.isShared ? [[peer, DUMMY]] : []);
    },
    growthOf: () => state.growth,
    recentStats: () => state.recent && Promise.resolve(state.recent),
    takeEffort: () => ({ encodeSeconds: 0, isLimited: state.isLimited }),
    close: () => undefined,
  };
  const control = new SenderControl({
    links: () => [link],
    cap: () => ({ width: 1_280, height: 720, fps: 30 }),
    onCapture: () => undefined,
    onCpuStep: () => undefined,
    cores: 4,
    takeLongTaskMs: () => 0,
    sharing,
  });
  const pass = async (seconds: number) => {
    for (let tick = 0; tick < seconds * 5; tick += 1) {
      mock.timers.tick(200);
      await new Promise(setImmediate);
    }
  };
  return { control, state, path, encoding, pass, picture: () => state.pictures[0] };
}

test('a connection that shares gets the parameters of the shared encoder, and its own ones afterwards', async () => {
  const { control, state, encoding, pass } = start();
  await pass(5);
  assert.equal(encoding.maxBitrate, BEST);
  state.isShared = true;
  control.update();
  await pass(1);
  assert.deepEqual([encoding.maxBitrate, encoding.maxFramerate], [1_250_000, 60]);
  state.isShared = false;
  state.growth = 1.25;
  control.update();
  await pass(1);
  assert.deepEqual([encoding.maxBitrate, encoding.maxFramerate], [625_000, 30], 'may grow');
  control.close();
});

test('a new connection may share when its path has carried everything', async () => {
  const { control, pass, picture } = start();
  assert.equal(picture()?.isSettled, false);
  await pass(5);
  assert.deepEqual([picture()?.isSettled, picture()?.granted], [true, BEST]);
  control.close();
});

test('a path that was weak may share as soon as it sends what is asked for, long before all limits are gone', async () => {
  const { control, path, pass, picture } = start();
  await pass(5);
  Object.assign(path, { available: 250_000, reason: 'bandwidth' });
  await pass(5);
  assert.equal(picture()?.isSettled, false);
  assert.ok((picture()?.level?.bitrate ?? BEST) < BEST);
  Object.assign(path, { available: 2_000_000, reason: 'none' });
  await pass(30);
  assert.deepEqual([picture()?.isSettled, picture()?.level?.bitrate], [true, BEST]);
  control.close();
});

test('when the shared encoder leaves frames out, the next plan asks it for less', async () => {
  const { control, state, pass, picture } = start();
  await pass(8);
  const { height, fps } = picture()?.level ?? {};
  assert.deepEqual([height, fps], [360, 30]);
  state.isLimited = true;
  await pass(4);
  assert.deepEqual([picture()?.level?.height, picture()?.level?.fps], [360, 20]);
  await pass(3);
  assert.equal(picture()?.level?.height, 270);
  control.close();
});

test('the control uses the statistics that the shared encoder has just read', async () => {
  const { control, state, pass } = start();
  await pass(2);
  const before = state.reads;
  assert.ok(before > 0);
  state.recent = new Map();
  await pass(3);
  assert.equal(state.reads, before);
  state.recent = null;
  await pass(2);
  assert.ok(state.reads > before);
  control.close();
});

test('the shared encoder makes few frames, too, for a moment in which somebody comes', async () => {
  const { control, pass, picture } = start();
  await pass(5);
  assert.equal(picture()?.level?.fps, 30);
  control.spare(300);
  assert.equal(picture()?.level?.fps, 5);
  await pass(1);
  assert.equal(picture()?.level?.fps, 30);
});
