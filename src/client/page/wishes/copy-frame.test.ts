import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { createFrameCopier } from './copy-frame.js';

const globals = globalThis as unknown as Record<string, unknown>;
let made: { source: unknown; options: Record<string, unknown> }[] = [];
let isPictureClosed = false;
const picture = {
  close: () => {
    isPictureClosed = true;
  },
};

beforeEach(() => {
  made = [];
  isPictureClosed = false;
  globals['VideoFrame'] = function (source: unknown, options: Record<string, unknown>) {
    made.push({ source, options });
  };
  globals['createImageBitmap'] = () => Promise.resolve(picture);
});
afterEach(() => {
  for (const name of ['VideoFrame', 'createImageBitmap']) Reflect.deleteProperty(globals, name);
});

const frame = (format: string | null, more = {}) =>
  ({
    format,
    timestamp: 40_000,
    visibleRect: { x: 8, y: 0, width: 640, height: 360 },
    codedWidth: 656,
    codedHeight: 368,
    colorSpace: { toJSON: () => ({ matrix: 'bt709' }) },
    allocationSize: () => 345_600,
    copyTo: (data: ArrayBuffer) => Promise.resolve([{ offset: 0, stride: data.byteLength }]),
    ...more,
  }) as unknown as VideoFrame;

test('a copy has the visible part, the time, the colours and the orientation of the frame', async () => {
  await createFrameCopier()(frame('NV12', { rotation: 90, flip: true }));
  const [{ source, options } = { source: null, options: {} }] = made;
  assert.equal((source as ArrayBuffer).byteLength, 345_600);
  assert.deepEqual(options, {
    format: 'NV12',
    codedWidth: 640,
    codedHeight: 360,
    layout: [{ offset: 0, stride: 345_600 }],
    timestamp: 40_000,
    colorSpace: { matrix: 'bt709' },
    rotation: 90,
    flip: true,
  });
});

test('a frame on the graphics card is copied as a picture', async () => {
  await createFrameCopier()(frame(null));
  assert.deepEqual(made, [{ source: picture, options: { timestamp: 40_000 } }]);
  assert.equal(isPictureClosed, true);
});

test('the copies of frames of one size share the memory in which they are read', async () => {
  const copyFrame = createFrameCopier();
  await copyFrame(frame('I420'));
  await copyFrame(frame('I420'));
  await copyFrame(frame('I420', { allocationSize: () => 86_400 }));
  const [first, second, third] = made.map(({ source }) => source as ArrayBuffer);
  assert.equal(first, second);
  assert.equal(third?.byteLength, 86_400);
});
