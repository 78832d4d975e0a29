import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { CALM_MS, createCameraFollower } from './follow-camera.js';

function setUp(t: { after(end: () => void): void }) {
  mock.timers.enable({ apis: ['setTimeout'] });
  t.after(() => {
    mock.timers.reset();
  });
  const track = () => ({}) as MediaStreamTrack;
  const state = {
    camera: track() as MediaStreamTrack | null,
    followed: [] as (MediaStreamTrack | null)[],
    closed: 0,
  };
  const follower = createCameraFollower(
    {
      follow: (camera) => {
        state.followed.push(camera);
      },
      close: () => {
        state.closed += 1;
      },
    },
    () => state.camera,
  );
  return { state, follower, track };
}

test('the own picture follows the camera after a while', (t) => {
  const { state, follower } = setUp(t);
  follower.update();
  mock.timers.tick(CALM_MS - 1);
  assert.deepEqual(state.followed, [null]);
  mock.timers.tick(1);
  assert.equal(state.followed.at(-1), state.camera);
});

test('people who come and go again and again do not delay it', (t) => {
  const { state, follower } = setUp(t);
  for (let changes = 0; changes < 4; changes++) {
    follower.update();
    mock.timers.tick(CALM_MS / 3);
  }
  assert.deepEqual(state.followed, [null, state.camera]);
});

test('a new track of the camera is followed in place of the one before', (t) => {
  const { state, follower, track } = setUp(t);
  follower.update();
  mock.timers.tick(CALM_MS / 2);
  state.camera = track();
  follower.update();
  mock.timers.tick(CALM_MS);
  assert.deepEqual(state.followed, [null, null, state.camera]);
});

test('a camera that goes off is followed no more', (t) => {
  const { state, follower } = setUp(t);
  follower.update();
  mock.timers.tick(CALM_MS);
  state.camera = null;
  follower.update();
  assert.equal(state.followed.at(-1), null);
});

test('nothing is followed after the end', (t) => {
  const { state, follower } = setUp(t);
  follower.update();
  follower.close();
  mock.timers.tick(CALM_MS);
  assert.deepEqual(state.followed, [null]);
  assert.equal(state.closed, 1);
});
