import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { OwnPicture } from './own-picture.js';

class FakeTrack {
  readyState = 'live';
  clones: FakeTrack[] = [];
  constraints: unknown = null;
  clone(): FakeTrack {
    const clone = new FakeTrack();
    this.clones.push(clone);
    return clone;
  }
  applyConstraints(constraints: unknown): Promise<void> {
    this.constraints = constraints;
    return Promise.resolve();
  }
  stop(): void {
    this.readyState = 'ended';
  }
}

const names = ['MediaStream', 'MediaStreamTrackProcessor'] as const;
const globals = globalThis as unknown as Record<string, unknown>;
beforeEach(() => {
  globals['MediaStream'] = class {
    readonly tracks: FakeTrack[];
    constructor(tracks: FakeTrack[]) {
      this.tracks = tracks;
    }
  };
  globals['MediaStreamTrackProcessor'] = () => undefined;
});
afterEach(() => {
  for (const name of names) Reflect.deleteProperty(globals, name);
});

const settled = () => new Promise(setImmediate);

function ownPicture() {
  const shown: (FakeTrack | null)[] = [];
  const own = new OwnPicture({
    show: (stream) => shown.push((stream as unknown as { tracks: FakeTrack[] } | null)?.tracks[0] ?? null),
    onError: (error) => assert.fail(String(error)),
  });
  const camera = new FakeTrack();
  return { own, shown, camera, track: camera as unknown as MediaStreamTrack };
}

describe('the own picture', () => {
  test('is a second track of the camera with fewer frames', async () => {
    const { own, shown, camera, track } = ownPicture();
    own.follow(track);
    own.follow(track);
    await settled();
    assert.equal(camera.clones.length, 1);
    assert.deepEqual(shown, camera.clones);
    assert.deepEqual(camera.clones[0]?.constraints, { frameRate: { max: 10 } });
  });

  test('stops at once with the camera, so that its light goes out', async () => {
    const { own, shown, camera, track } = ownPicture();
    own.follow(track);
    await settled();
    own.follow(null);
    assert.equal(camera.clones[0]?.readyState, 'ended');
    assert.equal(shown.at(-1), null);
  });

  test('is not shown if the camera has stopped before it was ready', async () => {
    const { own, shown, camera, track } = ownPicture();
    own.follow(track);
    own.close();
    await settled();
    assert.equal(camera.clones[0]?.readyState, 'ended');
    assert.deepEqual(shown, [null]);
  });

  test('gives way while the camera changes its size, and comes back', async () => {
    const { own, shown, camera, track } = ownPicture();
    own.follow(track);
    await settled();
    let done: () => void = () => undefined;
    const change = own.whileCameraChanges(() => new Promise((resolve) => (done = resolve)));
    assert.equal(camera.clones[0]?.readyState, 'ended');
    await settled();
    assert.deepEqual(shown, [camera.clones[0], null]);
    done();
    await change;
    await settled();
    assert.equal(camera.clones.length, 2);
    assert.equal(shown.at(-1), camera.clones[1]);
  });

  test('is the camera itself where a second track would slow it down for everyone', async () => {
    Reflect.deleteProperty(globals, 'MediaStreamTrackProcessor');
    const { own, shown, camera, track } = ownPicture();
    own.follow(track);
    await settled();
    assert.deepEqual([camera.clones, shown], [[], []]);
  });
});
