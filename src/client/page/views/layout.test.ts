import assert from 'node:assert/strict';
import { test } from 'node:test';
import { columnsFor, layoutStage, type Rect, type Size } from './layout.js';

const STAGES: Size[] = [
  { width: 1280, height: 640 },
  { width: 390, height: 640 },
  { width: 800, height: 800 },
  { width: 320, height: 180 },
];

const isInside = (rect: Rect, stage: Size) =>
  rect.x >= -0.01 &&
  rect.y >= -0.01 &&
  rect.x + rect.width <= stage.width + 0.01 &&
  rect.y + rect.height <= stage.height + 0.01;

const overlap = (a: Rect, b: Rect) =>
  a.x < b.x + b.width - 0.01 &&
  b.x < a.x + a.width - 0.01 &&
  a.y < b.y + b.height - 0.01 &&
  b.y < a.y + a.height - 0.01;

test('every tile lies inside the stage and covers no other, with any number of faces and screens', () => {
  for (const stage of STAGES) {
    for (let screens = 0; screens <= 3; screens++) {
      for (let faces = 0; faces <= 12; faces++) {
        const placed = layoutStage(screens, faces, stage);
        const all = [...placed.screens, ...placed.faces];
        const what = `${String(screens)} screens, ${String(faces)} faces in ${JSON.stringify(stage)}`;
        assert.equal(all.length, screens + faces, what);
        for (const [index, rect] of all.entries()) {
          assert.ok(isInside(rect, stage), what);
          assert.ok(rect.width > 8, what);
          for (const other of all.slice(index + 1)) assert.ok(!overlap(rect, other), what);
        }
      }
    }
  }
});

test('faces fill the smallest square grid that holds them', () => {
  const columns = [1, 2, 3, 4, 5, 9, 10, 12].map((count) => columnsFor(count, { width: 1280, height: 700 }));
  assert.deepEqual(columns, [1, 2, 2, 2, 3, 3, 4, 4]);
});

test('on an upright phone two faces are in one column', () => {
  assert.equal(columnsFor(2, { width: 390, height: 640 }), 1);
});

test('a shared screen gets most of the stage', () => {
  const stage = { width: 1280, height: 640 };
  const { screens, faces } = layoutStage(1, 3, stage);
  const area = ({ width, height }: Size) => width * height;
  assert.ok(screens[0] && faces[0] && area(screens[0]) > 8 * area(faces[0]));
});

test('a last row that is not full is centred', () => {
  const stage = { width: 1280, height: 720 };
  const [, , third] = layoutStage(0, 3, stage).faces;
  assert.ok(third);
  assert.equal(Math.round(third.x + third.width / 2), stage.width / 2);
});
