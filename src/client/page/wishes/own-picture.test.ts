import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { OwnPicture } from './own-picture.js';

class FakeTrack {
  readyState = 'live';
  stop(): void {
    this.readyState = 'ended';
  }
}

/** A frame of the camera, or a copy of one. */
class FakeFrame {
  isClosed = false;
  readonly allocationSize = () => 6;
  readonly visibleRect = { width: 2, height: 2 };
  readonly colorSpace = { toJSON: () => ({}) };
  readonly format = 'I420';
  readonly timestamp: number;
  readonly copyTo: () => Promise<unknown>;
  constructor(_data: unknown, { timestamp }: { timestamp: number }, copyTo = () => Promise.resolve([])) {
    this.timestamp = timestamp;
    this.copyTo = copyTo;
  }
  close(): void {
    this.isClosed = true;
  }
}

interface Camera {
  readonly track: MediaStreamTrack;
  deliver(frame: FakeFrame): void;
  isRead: boolean;
}

const names = [
  'MediaStream',
  'MediaStreamTrackProcessor',
  'MediaStreamTrackGenerator',
  'VideoFrame',
] as const;
const globals = globalThis as unknown as Record<string, unknown>;
let written: FakeFrame[] = [];
let camera: Camera;

beforeEach(() => {
  written = [];
  let frames!: ReadableStreamDefaultController<FakeFrame>;
  camera = {
    track: new FakeTrack() as unknown as MediaStreamTrack,
    isRead: false,
    deliver: (frame) => {
      if (camera.isRead) frames.enqueue(frame);
    },
  };
  globals['VideoFrame'] = FakeFrame;
  globals['MediaStream'] = class {
    readonly tracks: unknown[];
    constructor(tracks: unknown[]) {
      this.tracks = tracks;
    }
  };
  globals['MediaStreamTrackProcessor'] = class {
    readonly readable: ReadableStream<FakeFrame>;
    constructor({ track }: { track: unknown }) {
      assert.equal(track, camera.track);
      camera.isRead = true;
      this.readable = new ReadableStream({
        start: (controller) => {
          frames = controller;
        },
        cancel: () => {
          camera.isRead = false;
        },
      });
    }
  };
  globals['MediaStreamTrackGenerator'] = class extends FakeTrack {
    readonly writable = new WritableStream<FakeFrame>({
      write: (frame) => {
        written.push(frame);
      },
    });
  };
});
afterEach(() => {
  for (const name of names) Reflect.deleteProperty(globals, name);
});

const settled = () => new Promise(setImmediate);

function ownPicture() {
  const shown: (FakeTrack | null)[] = [];
  const errors: unknown[] = [];
  const own = new OwnPicture({
    show: (stream) => shown.push((stream as unknown as { tracks: FakeTrack[] } | null)?.tracks[0] ?? null),
    onError: (error) => errors.push(error),
  });
  /** One second of the camera. */
  const second = async (copyTo?: () => Promise<unknown>) => {
    const frames = Array.from(
      { length: 30 },
      (_, index) => new FakeFrame(null, { timestamp: index * 33_333 }, copyTo as () => Promise<never[]>),
    );
    for (const frame of frames) {
      camera.deliver(frame);
      await settled();
    }
    return frames;
  };
  return { own, shown, errors, second };
}

describe('the own picture', () => {
  test('shows copies of ten frames per second, and keeps none of the camera', async () => {
    const { own, shown, errors, second } = ownPicture();
    own.follow(camera.track);
    own.follow(camera.track);
    await settled();
    assert.deepEqual(shown, [], 'nothing is shown before there is a frame');
    const frames = await second();
    assert.equal(written.length, 11, 'the first one, and ten within the second after it');
    assert.ok(frames.every(({ isClosed }) => isClosed));
    assert.ok(written.every((copy) => !frames.includes(copy) && !copy.isClosed));
    assert.equal(shown.length, 1);
    assert.ok(shown[0]);
    assert.deepEqual(errors, []);
  });

  test('stands still while something is more urgent', async (t) => {
    let now = 0;
    t.mock.method(performance, 'now', () => now);
    const { own, second } = ownPicture();
    own.follow(camera.track);
    await settled();
    own.standStill(300);
    const frames = await second();
    assert.deepEqual([written.length, frames.every(({ isClosed }) => isClosed)], [0, true]);
    now = 300;
    await second();
    assert.ok(written.length > 0);
  });

  test('shows fifteen frames per second while the person sees nobody else', async () => {
    const { own, second } = ownPicture();
    own.isAlone = true;
    own.follow(camera.track);
    await second();
    assert.equal(written.length, 15);
    own.isAlone = false;
    await second();
    assert.equal(written.length, 15 + 11, 'the clock of the frames has begun again');
  });

  test('ends at once with the camera', async () => {
    const { own, shown, second } = ownPicture();
    own.follow(camera.track);
    await second();
    own.follow(null);
    assert.equal(shown[0]?.readyState, 'ended');
    assert.equal(shown.at(-1), null);
    await settled();
    assert.equal(camera.isRead, false);
  });

  test('shows nothing if the camera has stopped while a frame was copied', async () => {
    const { own, shown } = ownPicture();
    own.follow(camera.track);
    let copied: () => void = () => undefined;
    const frame = new FakeFrame(
      null,
      { timestamp: 0 },
      () => new Promise((resolve) => (copied = resolve as () => void)),
    );
    camera.deliver(frame);
    await settled();
    own.close();
    copied();
    await settled();
    assert.deepEqual([written, shown, frame.isClosed], [[], [null], true]);
  });

  test('gives way to the camera itself when it cannot copy', async () => {
    const { own, shown, errors, second } = ownPicture();
    own.follow(camera.track);
    const [frame] = await second(() => Promise.reject(new Error('no memory')));
    assert.deepEqual(shown, [null]);
    assert.equal(frame?.isClosed, true);
    assert.equal(String(errors), 'Error: no memory');
  });

  test('is the camera itself in a browser that cannot copy', async () => {
    Reflect.deleteProperty(globals, 'MediaStreamTrackGenerator');
    const { own, shown } = ownPicture();
    own.follow(camera.track);
    await settled();
    assert.deepEqual([camera.isRead, shown], [false, []]);
  });
});
