import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createControl, type ControlParts } from './create-control.js';

Object.defineProperty(globalThis, 'navigator', { value: {}, configurable: true });

test('a new wish updates what is sent, unless an update is about to come anyway', (t) => {
  let updates = 0;
  let isAwaited = false;
  const engine: ControlParts['engine'] = {
    links: () => {
      updates += 1;
      return [];
    },
    onWant: () => undefined,
  };
  const control = createControl({
    engine,
    savesData: () => false,
    awaitsUpdate: () => isAwaited,
    tell: () => undefined,
    onCapture: () => undefined,
  });
  t.after(() => {
    control.close();
  });
  const ofWish = () => {
    const before = updates;
    engine.onWant();
    return updates - before;
  };
  assert.ok(ofWish() > 0);
  isAwaited = true;
  assert.equal(ofWish(), 0);
});
