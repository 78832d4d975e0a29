import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, mock, test } from 'node:test';
import type { CameraPicture } from '../sending/camera-sharing.js';
import type { Wish } from '../sending/wishes.js';
import { SharedEncoder } from './shared-encoder.js';
import type { FromWorker, ToWorker } from './worker-messages.js';

const LEVEL = { width: 480, height: 270, fps: 20, bitrate: 300_000 };
const WISH: Wish = { width: 480, height: 270, fps: 20 };
const SETTINGS = { width: 640, height: 360 };
const FREE = { available: 5_000_000, loss: 0 };
const TURNS = [{ uri: 'urn:3gpp:video-orientation', id: 4 }];

class FakeGenerator {
  writable = {};
  isStopped = false;
  stop() {
    this.isStopped = true;
  }
}

/** A connection whose sender is number `id` of the worker. */
function connection(id: number, camera: object, codec = 'video/VP8') {
  const headerExtensions = [...TURNS];
  const path = { ...FREE };
  let at = 0;
  const sender = {
    track: camera,
    transport: { state: 'connected' },
    getParameters: () => ({ codecs: [{ mimeType: codec }], headerExtensions }),
    replaceTrack: (track: object) => {
      sender.track = track;
      return Promise.resolve();
    },
  };
  const wishes = new Map([['camera', WISH]]);
  const getStats = () => {
    at += 500;
    const { available: availableOutgoingBitrate, loss: fractionLost } = path;
    const stats = [
      { type: 'candidate-pair', timestamp: at, nominated: true, availableOutgoingBitrate },
      { type: 'remote-inbound-rtp', timestamp: at, fractionLost },
    ];
    return Promise.resolve(new Map(stats.entries()));
  };
  const peer = { senderOf: () => sender, getStats };
  const granted = LEVEL.bitrate;
  const picture = {
    link: { peer, wishes },
    level: LEVEL,
    granted,
    isSettled: true,
  } as unknown as CameraPicture;
  return { id, sender, wishes, picture, peer: picture.link.peer, path, headerExtensions };
}

type Connection = ReturnType<typeof connection>;

describe('the shared encoder', () => {
  let camera: object | null;
  let posted: ToWorker[];
  beforeEach(() => {
    camera = { getSettings: () => SETTINGS };
    posted = [];
    mock.method(console, 'error', () => undefined);
    mock.timers.enable({ apis: ['setInterval'] });
    Object.assign(globalThis, {
      MediaStreamTrackGenerator: FakeGenerator,
      MediaStreamTrackProcessor: class {
        readable = {};
      },
    });
  });
  afterEach(() => {
    mock.restoreAll();
    mock.timers.reset();
    Reflect.deleteProperty(globalThis, 'MediaStreamTrackGenerator');
    Reflect.deleteProperty(globalThis, 'MediaStreamTrackProcessor');
  });

  /** Resolves when all paths have been measured twice. */
  async function start(...connections: Connection[]) {
    const errors: unknown[] = [];
    const link = {
      senders: new Map(connections.map(({ id, sender }) => [sender as unknown as RTCRtpSender, id])),
      isReady: true,
      hasFailed: false,
      onMessage: (_: FromWorker): void => undefined,
      start: () => null,
      post: (message: ToWorker) => posted.push(message),
      fail: () => (link.hasFailed = true),
    };
    let changes = 0;
    const encoder = new SharedEncoder({
      link,
      camera: () => camera as MediaStreamTrack | null,
      onChange: () => (changes += 1),
      onError: (error) => errors.push(error),
    });
    const assign = () => encoder.assign(connections.map(({ picture }) => picture));
    const measure = async () => {
      mock.timers.tick(500);
      await new Promise(setImmediate);
    };
    assign();
    await measure();
    await measure();
    return { encoder, link, errors, measure, assign, changes: () => changes };
  }

  const isDummy = ({ sender }: Connection) => sender.track instanceof FakeGenerator;
  const plan = () => posted.findLast(({ type }) => type === 'plan');

  test('serves connections that ask for the same size, with room for the browser to probe', async () => {
    const [ann, ben] = [connection(1, camera ?? {}), connection(2, camera ?? {})];
    const { assign } = await start(ann, ben);
    const shared = assign();
    assert.deepEqual([isDummy(ann), isDummy(ben)], [true, true]);
    assert.deepEqual(plan(), { type: 'plan', layers: [LEVEL], layerOf: [[1, 270], [2, 270]] }); // prettier-ignore
    const encoding = shared.get(ann.peer);
    assert.deepEqual([encoding?.scaleResolutionDownBy, encoding?.maxBitrate], [1, 750_000]);
    assert.ok(posted.some((message) => message.type === 'camera' && message.frames !== null));
    const before = posted.length;
    assign();
    assert.equal(posted.length, before, 'tells the worker only what has changed');
  });

  test('leaves a call of two, another codec, an unsettled connection and a receiver that got stuck alone', async () => {
    const two = connection(1, camera ?? {});
    assert.equal((await start(two)).assign().size, 0);
    for (const change of ['codec', 'unsettled', 'own', 'unknown'] as const) {
      const ann = connection(1, camera ?? {});
      const ben = connection(2, camera ?? {}, change === 'codec' ? 'video/AV1' : 'video/VP8');
      if (change === 'own') ben.wishes.set('camera', { ...WISH, own: true });
      if (change === 'unsettled') Object.assign(ben.picture, { isSettled: false });
      const { assign, link } = await start(ann, ben);
      if (change === 'unknown') link.senders.delete(ben.sender as unknown as RTCRtpSender);
      assert.deepEqual([...assign().keys()], [ann.peer], change);
      assert.ok(isDummy(ann) && !isDummy(ben), change);
    }
  });

  test('lets a new path send a little more until it has proved its room', async () => {
    const connections = [connection(1, camera ?? {}), connection(2, camera ?? {})];
    const [ann, ben] = connections as [Connection, Connection];
    ben.path.available = 400_000;
    const { encoder, assign } = await start(...connections);
    assign();
    assert.equal(encoder.growthOf(ann.peer), 1);
    assert.ok(encoder.growthOf(ben.peer) > 1);
    Object.assign(ben.picture, { isSettled: false });
    assign();
    assert.equal(encoder.growthOf(ben.peer), 1, 'a path that cannot send everything has other limits');
  });

  test('encodes a camera that delivers little once, whatever more is asked for', async () => {
    const connections = [connection(1, camera ?? {}), connection(2, camera ?? {})];
    for (const [at, { picture, path }] of connections.entries()) {
      const lines = at === 0 ? 540 : 720;
      const bitrate = 1_500_000;
      Object.assign(picture, {
        level: { ...LEVEL, width: (lines * 16) / 9, height: lines, bitrate },
        granted: bitrate,
      });
      path.available = 1_500_000; // enough for 360 lines, not for what is asked for
    }
    const { assign } = await start(...connections);
    assert.equal(assign().size, 2);
    const message = plan();
    assert.ok(message?.type === 'plan');
    assert.deepEqual(
      message.layers.map(({ height }) => height),
      [360],
    );
  });

  test('gives a connection without room its own encoder back, and leaves the others alone', async () => {
    const connections = [1, 2, 3].map((id) => connection(id, camera ?? {}));
    const [ann, ben, cleo] = connections as [Connection, Connection, Connection];
    const { measure, assign, changes } = await start(...connections);
    assign();
    const before = changes();
    ben.path.available = 200_000;
    await measure();
    assert.equal(changes(), before + 1, 'asks for another decision at once');
    await measure();
    assert.equal(changes(), before + 1, 'and for none while nothing changes');
    assert.deepEqual([...assign().keys()], [ann.peer, cleo.peer], 'the others stay as they are');
    assert.equal(ben.sender.track, camera);
    cleo.path.loss = 0.2;
    await measure();
    assert.deepEqual([...assign().keys()], [ann.peer]);
    assert.ok(isDummy(ann) && !isDummy(cleo));
    ann.path.available = 200_000;
    await measure();
    assert.equal(assign().size, 0);
    assert.deepEqual(posted.at(-1), { type: 'camera', frames: null });
  });

  test('judges a path by what the layer sends over it, which the fastest receiver decides', async () => {
    const connections = [connection(1, camera ?? {}), connection(2, camera ?? {})];
    const [ann, ben] = connections as [Connection, Connection];
    Object.assign(ann.picture, { level: { ...LEVEL, fps: 15, bitrate: 200_000 }, granted: 200_000 });
    Object.assign(ben.picture, { level: { ...LEVEL, bitrate: 267_000 }, granted: 267_000 });
    const { encoder, assign, measure } = await start(...connections);
    assert.equal(assign().get(ann.peer)?.maxBitrate, 667_500);
    ann.path.available = 290_000; // enough for its own 15 frames
    await measure();
    assert.deepEqual([...assign().keys()], [ben.peer]);
    const most = () => 200_000 * encoder.growthOf(ann.peer);
    assert.ok(most() > 267_000, 'its own encoder shows whether the path has room for the layer');
    Object.assign(ben.picture, { isSettled: false });
    assign();
    assert.equal(most(), 250_000, 'a receiver that no layer can serve at present decides nothing');
  });

  test('never puts a dummy on a sender without a camera, and takes up a new camera', async () => {
    const connections = [connection(1, camera ?? {}), connection(2, camera ?? {})];
    const { assign } = await start(...connections);
    assign();
    camera = null;
    for (const { sender } of connections) Object.assign(sender, { track: null }); // as the mesh does
    assert.equal(assign().size, 0);
    assert.ok(connections.every(({ sender }) => (sender.track as object | null) === null));
    camera = { getSettings: () => SETTINGS };
    for (const { sender } of connections) sender.track = camera;
    assert.equal(assign().size, 2);
    assert.ok(connections.every(isDummy));
    assert.equal(posted.filter((message) => message.type === 'camera' && message.frames !== null).length, 2);
  });

  test('forgets the senders of closed connections', async () => {
    const connections = [1, 2, 3].map((id) => connection(id, camera ?? {}));
    const [ann] = connections as [Connection, ...Connection[]];
    const { encoder, assign, link } = await start(...connections);
    assign();
    const dummy = ann.sender.track as FakeGenerator;
    ann.sender.transport.state = 'closed';
    encoder.assign(connections.slice(1).map(({ picture }) => picture));
    assert.ok(posted.some((message) => message.type === 'gone' && message.id === 1));
    assert.deepEqual([dummy.isStopped, link.senders.size], [true, 2]);
  });

  test('shares pictures that lie on their side only with receivers that turn them', async () => {
    const connections = [1, 2, 3].map((id) => connection(id, camera ?? {}));
    const [ann, ben, fox] = connections as [Connection, Connection, Connection];
    fox.headerExtensions.length = 0;
    const { assign, link, changes } = await start(...connections);
    assert.equal(assign().size, 3);
    const dummies = posted.filter((message) => message.type === 'dummies');
    assert.deepEqual(
      dummies.map(({ id, canTurn }) => [id, canTurn]),
      [[1, true], [2, true], [3, false]], // prettier-ignore
    );
    const before = changes();
    link.onMessage({ type: 'turned', isTurned: true });
    assert.equal(changes(), before + 1);
    assert.deepEqual([...assign().keys()], [ann.peer, ben.peer]);
    assert.equal(fox.sender.track, camera);
    link.onMessage({ type: 'turned', isTurned: false });
    assert.equal(assign().size, 3);
  });

  test('measures no path while nothing can be shared', async () => {
    const two = connection(1, camera ?? {});
    const getStats = mock.method(two.peer, 'getStats');
    const { measure } = await start(two);
    await measure();
    assert.equal(getStats.mock.callCount(), 0);
  });

  test('lets a path prove itself again after it could not send what was asked for', async () => {
    const connections = [connection(1, camera ?? {}), connection(2, camera ?? {})];
    const { assign, measure } = await start(...connections);
    assert.equal(assign().size, 2);
    for (const { picture } of connections) Object.assign(picture, { isSettled: false });
    assert.equal(assign().size, 0);
    await measure();
    for (const { picture } of connections) Object.assign(picture, { isSettled: true });
    assert.equal(assign().size, 0);
    await measure();
    await measure();
    assert.equal(assign().size, 2);
  });

  test('lets all have their own encoder when the worker cannot encode, or does not answer', async () => {
    const connections = [connection(1, camera ?? {}), connection(2, camera ?? {})];
    const { encoder, assign, link, errors, changes } = await start(...connections);
    assign();
    link.onMessage({ type: 'measured', encodeMs: 400, encoded: 10, left: 5 });
    assert.deepEqual(encoder.takeEffort(), { encodeSeconds: 0.4, isLimited: true });
    const before = changes();
    link.onMessage({ type: 'unable', reason: 'no-vp8-encoder' });
    assert.equal(changes(), before + 1, 'the pictures stand still until the next decision');
    assert.equal(assign().size, 0);
    assert.ok(!connections.some(isDummy));
    for (let second = 0; second < 6; second += 1) encoder.takeEffort();
    assert.deepEqual([link.hasFailed, errors.length], [true, 2]);
  });
});
