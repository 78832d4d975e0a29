import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, mock, test } from 'node:test';
import type { CameraPicture } from '../sending/camera-sharing.js';
import type { Wish } from '../sending/wishes.js';
import { SharedEncoder } from './shared-encoder.js';
import type { FromWorker, ToWorker } from './worker-messages.js';

const LEVEL = { width: 480, height: 270, fps: 20, bitrate: 300_000 };
const WISH: Wish = { width: 480, height: 270, fps: 20 };
const ROOM = { available: 5_000_000, loss: 0, isHeldBack: false, granted: 300_000 };

class FakeGenerator {
  writable = {};
  isStopped = false;
  stop() {
    this.isStopped = true;
  }
}

/** A connection whose sender is number `id` of the worker. */
function connection(id: number, camera: object, codec = 'video/VP8') {
  const sender = {
    track: camera,
    transport: { state: 'connected' },
    getParameters: () => ({ codecs: [{ mimeType: codec }] }),
    replaceTrack: (track: object) => {
      sender.track = track;
      return Promise.resolve();
    },
  };
  const wishes = new Map([['camera', WISH]]);
  const peer = { senderOf: () => sender };
  const picture = { link: { peer, wishes }, level: LEVEL, isSettled: true } as unknown as CameraPicture;
  return { id, sender, wishes, picture, peer: picture.link.peer };
}

type Connection = ReturnType<typeof connection>;

describe('the shared encoder', () => {
  let camera: object | null;
  let posted: ToWorker[];
  beforeEach(() => {
    camera = { name: 'camera' };
    posted = [];
    mock.method(console, 'error', () => undefined);
    Object.assign(globalThis, {
      MediaStreamTrackGenerator: FakeGenerator,
      MediaStreamTrackProcessor: class {
        readable = {};
      },
    });
  });
  afterEach(() => {
    mock.restoreAll();
    Reflect.deleteProperty(globalThis, 'MediaStreamTrackGenerator');
    Reflect.deleteProperty(globalThis, 'MediaStreamTrackProcessor');
  });

  function start(...connections: Connection[]) {
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
    const encoder = new SharedEncoder({
      link,
      camera: () => camera as MediaStreamTrack | null,
      onError: (error) => errors.push(error),
    });
    const measure = (measured = ROOM) => {
      for (const { peer } of connections) encoder.measured(peer, measured);
    };
    measure();
    measure();
    const assign = () => encoder.assign(connections.map(({ picture }) => picture));
    return { encoder, link, errors, measure, assign };
  }

  const isDummy = ({ sender }: Connection) => sender.track instanceof FakeGenerator;
  const plan = () => posted.findLast(({ type }) => type === 'plan');

  test('serves connections that ask for the same size, with room for the browser to probe', () => {
    const [ann, ben] = [connection(1, camera ?? {}), connection(2, camera ?? {})];
    const { assign } = start(ann, ben);
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

  test('leaves a call of two, another codec, an unsettled connection and a receiver that got stuck alone', () => {
    const two = connection(1, camera ?? {});
    assert.equal(start(two).assign().size, 0);
    for (const change of ['codec', 'unsettled', 'own', 'unknown'] as const) {
      const ann = connection(1, camera ?? {});
      const ben = connection(2, camera ?? {}, change === 'codec' ? 'video/AV1' : 'video/VP8');
      if (change === 'own') ben.wishes.set('camera', { ...WISH, own: true });
      if (change === 'unsettled') Object.assign(ben.picture, { isSettled: false });
      const { assign, link } = start(ann, ben);
      if (change === 'unknown') link.senders.delete(ben.sender as unknown as RTCRtpSender);
      assert.equal(assign().size, 0, change);
      assert.ok(!isDummy(ann) && !isDummy(ben), change);
    }
  });

  test('gives a connection without room its own encoder back, and then the one that is left', () => {
    const connections = [1, 2, 3].map((id) => connection(id, camera ?? {}));
    const [ann, ben, cleo] = connections as [Connection, Connection, Connection];
    const { encoder, assign } = start(...connections);
    assign();
    encoder.measured(ben.peer, { ...ROOM, available: 200_000 });
    assert.deepEqual([...assign().keys()], [ann.peer, cleo.peer]);
    assert.equal(ben.sender.track, camera);
    encoder.measured(cleo.peer, { ...ROOM, loss: 0.2 });
    assert.equal(assign().size, 0);
    assert.ok(!isDummy(ann) && !isDummy(cleo));
    assert.deepEqual(posted.at(-1), { type: 'camera', frames: null });
  });

  test('never puts a dummy on a sender without a camera, and takes up a new camera', () => {
    const connections = [connection(1, camera ?? {}), connection(2, camera ?? {})];
    const { assign } = start(...connections);
    assign();
    camera = null;
    for (const { sender } of connections) Object.assign(sender, { track: null }); // as the mesh does
    assert.equal(assign().size, 0);
    assert.ok(connections.every(({ sender }) => (sender.track as object | null) === null));
    camera = { name: 'another' };
    for (const { sender } of connections) sender.track = camera;
    assert.equal(assign().size, 2);
    assert.ok(connections.every(isDummy));
    assert.equal(posted.filter((message) => message.type === 'camera' && message.frames !== null).length, 2);
  });

  test('forgets the senders of closed connections', () => {
    const connections = [1, 2, 3].map((id) => connection(id, camera ?? {}));
    const [ann] = connections as [Connection, ...Connection[]];
    const { encoder, assign, link } = start(...connections);
    assign();
    const dummy = ann.sender.track as FakeGenerator;
    ann.sender.transport.state = 'closed';
    encoder.assign(connections.slice(1).map(({ picture }) => picture));
    assert.ok(posted.some((message) => message.type === 'gone' && message.id === 1));
    assert.deepEqual([dummy.isStopped, link.senders.size], [true, 2]);
  });

  test('lets all have their own encoder when the worker cannot encode, or does not answer', () => {
    const connections = [connection(1, camera ?? {}), connection(2, camera ?? {})];
    const { encoder, assign, link, errors } = start(...connections);
    assign();
    link.onMessage({ type: 'measured', encodeMs: 400, encoded: 10, left: 5 });
    assert.deepEqual(encoder.takeEffort(), { encodeSeconds: 0.4, isLimited: true });
    link.onMessage({ type: 'unable', reason: 'turned-camera' });
    assert.equal(assign().size, 0);
    assert.ok(!connections.some(isDummy));
    for (let second = 0; second < 6; second += 1) encoder.takeEffort();
    assert.deepEqual([link.hasFailed, errors.length], [true, 2]);
  });
});
