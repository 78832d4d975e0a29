import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, mock, test } from 'node:test';
import type { CaptureSize } from './capture-size.js';
import type { PictureLink } from './picture-link.js';
import { SenderControl } from './sender-control.js';
import type { PictureSource, Wish } from './wishes.js';

const large: Wish = { width: 640, height: 360, fps: 30 };
const full: Wish = { width: 1_280, height: 720, fps: 30 };

const nothing = { getVideoTracks: () => [] } as unknown as MediaStream;
const NOTHING_ARRIVES = { camera: nothing, screen: nothing };

/** A connection whose browser applies parameters at once and reports `stats`. */
function fakeLink(participantId: string, wish?: Wish | null) {
  const wishes = new Map<PictureSource, Wish | null>();
  if (wish !== undefined) wishes.set('camera', wish);
  const encoding: RTCRtpEncodingParameters = { scaleResolutionDownBy: 2, maxBitrate: 150_000 };
  const sounds: Record<string, RTCRtpEncodingParameters> = { mic: {}, screenAudio: {} };
  const stats = { reason: 'none', available: 5_000_000 };
  const senderOf = (slot: string) => {
    if (slot === 'screen') return { track: null } as RTCRtpSender;
    const own = sounds[slot] ?? encoding;
    return {
      track: { readyState: 'live', getSettings: () => ({ width: 640, height: 360 }) },
      getParameters: () => ({ encodings: [{ ...own }] }),
      setParameters: ({ encodings: [changed] }: RTCRtpSendParameters) => {
        Object.assign(own, changed);
        return Promise.resolve();
      },
    } as unknown as RTCRtpSender;
  };
  const senders = new Map(['mic', 'camera', 'screen', 'screenAudio'].map((slot) => [slot, senderOf(slot)]));
  const getStats = () => {
    const timestamp = Date.now();
    const report = [
      { type: 'candidate-pair', nominated: true, timestamp, availableOutgoingBitrate: stats.available },
      { type: 'outbound-rtp', kind: 'video', timestamp, qualityLimitationReason: stats.reason },
    ];
    return Promise.resolve(
      new Map(report.map((each, at) => [String(at), each])) as unknown as RTCStatsReport,
    );
  };
  const link: PictureLink = {
    participantId,
    peer: { senderOf: (slot) => senders.get(slot) ?? null, getStats, remote: NOTHING_ARRIVES },
    wishes,
  };
  return { link, wishes, encoding, sounds, stats };
}

type FakeLink = ReturnType<typeof fakeLink>;

describe('the control of the pictures', () => {
  let controls: SenderControl[] = [];
  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout', 'Date'] });
    mock.method(performance, 'now', () => Date.now());
  });
  afterEach(() => {
    for (const control of controls) control.close();
    controls = [];
    mock.timers.reset();
    mock.restoreAll();
  });

  function start(fakes: FakeLink[], cap = full) {
    const captures: CaptureSize[] = [];
    const steps: number[] = [];
    const control = new SenderControl({
      links: () => fakes.map(({ link }) => link),
      cap: () => cap,
      onCapture: (size) => captures.push(size),
      onCpuStep: (step) => steps.push(step),
      cores: 4,
      takeLongTaskMs: () => 0,
    });
    controls.push(control);
    return { control, captures, steps };
  }

  async function pass(ms: number): Promise<void> {
    for (let at = 0; at < ms; at += 100) {
      mock.timers.tick(100);
      await new Promise(setImmediate);
    }
  }

  test('a new connection starts with a thumbnail and has the wanted size within a second', async () => {
    const ann = fakeLink('ann', large);
    start([ann]);
    await pass(0);
    assert.equal(ann.encoding.scaleResolutionDownBy, 2);
    await pass(1_000);
    assert.deepEqual([ann.encoding.scaleResolutionDownBy, ann.encoding.maxBitrate], [1, 500_000]);
    assert.deepEqual(ann.sounds, { mic: { priority: 'high' }, screenAudio: { priority: 'high' } });
  });

  test('a wish is followed at once, and a picture that nobody wants stops', async () => {
    const [ann, ben] = [fakeLink('ann', large), fakeLink('ben', large)];
    const { control } = start([ann, ben]);
    await pass(2_000);
    ann.wishes.set('camera', null);
    ben.wishes.set('camera', { width: 160, height: 90, fps: 10 });
    control.update();
    await new Promise(setImmediate);
    assert.equal(ann.encoding.active, false);
    assert.deepEqual([ben.encoding.active, ben.encoding.scaleResolutionDownBy], [true, 4]);
    ann.wishes.set('camera', large);
    control.update();
    await new Promise(setImmediate);
    assert.deepEqual([ann.encoding.active, ann.encoding.scaleResolutionDownBy], [true, 1]);
  });

  test('a page that asks for nothing in particular gets sizes that follow the head count', async () => {
    const one = fakeLink('ann');
    start([one]);
    const four = ['b', 'c', 'd', 'e'].map((id) => fakeLink(id));
    start(four);
    await pass(2_000);
    assert.equal(one.encoding.scaleResolutionDownBy, 1);
    assert.deepEqual(
      four.map(({ encoding }) => encoding.scaleResolutionDownBy),
      [2, 2, 2, 2],
    );
  });

  test('the person’s own cap limits what others ask for', async () => {
    const ann = fakeLink('ann', full);
    start([ann], { width: 320, height: 180, fps: 15 });
    await pass(2_000);
    assert.deepEqual([ann.encoding.scaleResolutionDownBy, ann.encoding.maxFramerate], [2, 15]);
  });

  test('one weak path gets less, and the others keep their sizes', async () => {
    const [ann, ben, cleo] = [fakeLink('ann', large), fakeLink('ben', large), fakeLink('cleo', large)];
    start([ann, ben, cleo]);
    await pass(2_000);
    Object.assign(ben.stats, { reason: 'bandwidth', available: 250_000 });
    await pass(4_000);
    assert.equal(ben.encoding.scaleResolutionDownBy, 2);
    assert.deepEqual([ann.encoding.scaleResolutionDownBy, cleo.encoding.scaleResolutionDownBy], [1, 1]);
  });

  test('a busy processor lowers all pictures, and calm raises them again', async () => {
    const ann = fakeLink('ann', large);
    const { steps } = start([ann]);
    await pass(6_000);
    ann.stats.reason = 'cpu';
    await pass(8_000);
    assert.deepEqual(steps, [1, 2]);
    assert.deepEqual([ann.encoding.scaleResolutionDownBy, ann.encoding.maxFramerate], [1.333, 15]);
    ann.stats.reason = 'none';
    await pass(30_000);
    assert.deepEqual(steps, [1, 2, 1, 0]);
    assert.deepEqual([ann.encoding.scaleResolutionDownBy, ann.encoding.maxFramerate], [1, 30]);
  });

  test('somebody who comes gets the processor: the others get few frames for a moment', async () => {
    const [ann, ben] = [fakeLink('ann', large), fakeLink('ben', large)];
    const links = [ann];
    const { control } = start(links);
    await pass(2_000);
    assert.equal(ann.encoding.maxFramerate, 30);
    control.spare(300);
    await pass(100);
    assert.equal(ann.encoding.maxFramerate, 5);
    links.push(ben);
    control.update();
    await pass(100);
    assert.deepEqual([ann.encoding.maxFramerate, ben.encoding.maxFramerate], [5, 20]);
    await pass(200);
    assert.equal(ann.encoding.maxFramerate, 30);
  });

  test('the camera delivers what the largest picture needs', async () => {
    const [ann, ben] = [fakeLink('ann', large), fakeLink('ben', full)];
    const { captures } = start([ann, ben]);
    await pass(2_000);
    assert.deepEqual(captures, [{ height: 720, fps: 30 }]);
    ben.wishes.set('camera', null);
    await pass(12_000);
    assert.deepEqual(captures.at(-1), { height: 360, fps: 30 });
    ann.wishes.set('camera', null);
    await pass(20_000);
    assert.equal(captures.length, 2, 'nobody looks, so the own preview stays as it is');
  });
});
