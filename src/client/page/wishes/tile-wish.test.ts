import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isShortOfCpu, wishFor, type TileSight, type Viewer } from './tile-wish.js';

const tile: TileSight = {
  source: 'camera',
  width: 480,
  height: 270,
  zoom: 1,
  isSeen: true,
  isInOwnWindow: false,
};
const viewer: Viewer = {
  pixelRatio: 1,
  isPageHidden: false,
  smallWindow: null,
  isSoundOnly: false,
  savesData: false,
  isShortOfCpu: false,
};

test('a tile asks for its size in pixels of the screen', () => {
  assert.deepEqual(wishFor(tile, viewer), { width: 480, height: 272, fps: 20 });
  assert.deepEqual(wishFor(tile, { ...viewer, pixelRatio: 2 }), { width: 960, height: 544, fps: 30 });
});

test('a slow change of the size asks for little more often than each 16 pixels', () => {
  assert.deepEqual(wishFor({ ...tile, width: 470, height: 265 }, viewer), wishFor(tile, viewer));
});

test('a small tile asks for fewer frames', () => {
  const rates = [90, 180, 290, 390, 500].map((height) => wishFor({ ...tile, height }, viewer)?.fps);
  assert.deepEqual(rates, [10, 15, 20, 20, 30]);
});

test('a computer with two processors asks for fewer frames of a grid', () => {
  assert.deepEqual(
    [isShortOfCpu(2, 3), isShortOfCpu(2, 2), isShortOfCpu(4, 8), isShortOfCpu(NaN, 8)],
    [true, false, false, false],
  );
  const heights = [90, 180, 270, 500];
  const rates = heights.map((height) => wishFor({ ...tile, height }, { ...viewer, isShortOfCpu: true })?.fps);
  assert.deepEqual(rates, [10, 15, 16, 30]);
  const screen = { ...tile, source: 'screen', height: 270 } as const;
  assert.equal(wishFor(screen, { ...viewer, isShortOfCpu: true })?.fps, 15);
});

test('no page asks for more than 720 lines of a camera and 1080 of a screen', () => {
  const huge = { ...tile, width: 4_000, height: 2_250 };
  assert.deepEqual(wishFor(huge, viewer), { width: 1_280, height: 720, fps: 30 });
  const screen = { ...huge, source: 'screen' } as const;
  assert.deepEqual(wishFor(screen, viewer), { width: 1_920, height: 1_080, fps: 15 });
});

test('an enlarged screen asks for more lines, and saves data all the same', () => {
  const screen = { ...tile, source: 'screen', width: 1_280, height: 720, zoom: 2 } as const;
  assert.deepEqual(wishFor(screen, viewer), { width: 2_560, height: 1_440, fps: 15 });
  assert.deepEqual(wishFor({ ...screen, zoom: 8 }, viewer), { width: 3_840, height: 2_160, fps: 15 });
  assert.deepEqual(wishFor(screen, { ...viewer, savesData: true }), { width: 1_280, height: 720, fps: 5 });
  assert.deepEqual(wishFor({ ...tile, zoom: 2 }, viewer), wishFor(tile, viewer));
});

test('what cannot be seen is not asked for', () => {
  assert.equal(wishFor({ ...tile, isSeen: false }, viewer), null);
  assert.equal(wishFor({ ...tile, width: 0 }, viewer), null);
  assert.equal(wishFor(tile, { ...viewer, isPageHidden: true }), null);
  assert.equal(wishFor(tile, { ...viewer, isSoundOnly: true }), null);
});

test('a page that saves data asks for a small camera and a screen with few frames', () => {
  const saving = { ...viewer, savesData: true };
  assert.deepEqual(wishFor({ ...tile, width: 1_200, height: 675 }, saving), {
    width: 320,
    height: 180,
    fps: 15,
  });
  const screen = { ...tile, source: 'screen', width: 1_200, height: 675 } as const;
  assert.deepEqual(wishFor(screen, saving), { width: 1_200, height: 688, fps: 5 });
});

test('a picture in a window of its own is asked for also while the page is hidden', () => {
  const own = { ...tile, isInOwnWindow: true };
  assert.deepEqual(wishFor(own, { ...viewer, isPageHidden: true }), wishFor(tile, viewer));
  assert.deepEqual(wishFor({ ...own, isSeen: false }, viewer), wishFor(tile, viewer));
  assert.equal(wishFor(own, { ...viewer, isSoundOnly: true }), null);
});

test('a small window of a hidden page asks for no more than it can show', () => {
  const smallWindow = { width: 360, height: 420 };
  const hidden = { ...viewer, isPageHidden: true, smallWindow };
  const large = { ...tile, width: 1_200, height: 675 };
  assert.deepEqual(wishFor(large, hidden), { width: 368, height: 208, fps: 20 });
  assert.deepEqual(wishFor({ ...large, isSeen: false }, hidden), { width: 368, height: 208, fps: 20 });
  assert.deepEqual(wishFor({ ...tile, width: 160, height: 90 }, hidden), { width: 160, height: 96, fps: 10 });
  assert.deepEqual(wishFor(large, { ...hidden, isPageHidden: false }), wishFor(large, viewer));
  const covered = wishFor({ ...large, isSeen: false }, { ...hidden, isPageHidden: false });
  assert.deepEqual(covered, { width: 368, height: 208, fps: 20 });
});
