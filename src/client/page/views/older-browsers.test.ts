import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { initials } from './avatar.js';
import { linkify } from './linkify.js';
import { onNextFrame } from './next-frame.js';

/** Runs `check` while `owner` lacks the property, as in an older browser. */
function without(owner: object, property: string, check: () => void): void {
  const descriptor = Object.getOwnPropertyDescriptor(owner, property);
  assert.ok(descriptor, `this Node has ${property}`);
  Reflect.deleteProperty(owner, property);
  try {
    check();
  } finally {
    Object.defineProperty(owner, property, descriptor);
  }
}

test('Firefox before 125 shows initials although it cannot find graphemes', () => {
  without(Intl, 'Segmenter', () => {
    assert.equal(initials('Ada Lovelace'), 'AL');
    assert.equal(initials('😀 émile'), '😀É');
    assert.equal(initials(''), '');
  });
});

test('Safari before 17 shows links although it lacks URL.canParse', () => {
  without(URL, 'canParse', () => {
    assert.deepEqual(
      linkify('https://a.example and https://[bad').map(({ href }) => href),
      ['https://a.example', null],
    );
  });
});

/** A `<video>` without `requestVideoFrameCallback`. */
function oldVideo(state: { mozPaintedFrames?: number; videoWidth: number }): HTMLVideoElement {
  return Object.assign(state, {
    getVideoPlaybackQuality: () => ({ totalVideoFrames: 0 }),
  }) as unknown as HTMLVideoElement;
}

test('Firefox before 132 notices each new frame', (context) => {
  context.mock.timers.enable({ apis: ['setInterval'] });
  const state = { mozPaintedFrames: 7, videoWidth: 640 };
  const seen = mock.fn();
  onNextFrame(oldVideo(state), seen);
  const cancelled = mock.fn();
  onNextFrame(oldVideo(state), cancelled)();
  context.mock.timers.tick(1_000);
  assert.equal(seen.mock.callCount(), 0);
  state.mozPaintedFrames = 8;
  context.mock.timers.tick(100);
  assert.equal(seen.mock.callCount(), 1);
  assert.equal(cancelled.mock.callCount(), 0);
});

test('a browser that counts no frames shows the video once it has a picture', (context) => {
  context.mock.timers.enable({ apis: ['setInterval'] });
  const state = { videoWidth: 0 };
  const seen = mock.fn();
  onNextFrame(oldVideo(state), seen);
  context.mock.timers.tick(1_000);
  assert.equal(seen.mock.callCount(), 0);
  state.videoWidth = 640;
  context.mock.timers.tick(100);
  assert.equal(seen.mock.callCount(), 1);
});
