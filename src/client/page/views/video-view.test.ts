import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { VideoView } from './video-view.js';

class FakeTrack extends EventTarget {
  readonly kind: string;
  muted: boolean;
  constructor(kind: string, muted = false) {
    super();
    this.kind = kind;
    this.muted = muted;
  }
  onunmute: (() => void) | null = null;
  unmute(): void {
    this.muted = false;
    this.onunmute?.();
    this.dispatchEvent(new Event('unmute'));
  }
}

class FakeStream {
  readonly tracks: FakeTrack[] = [];
  active = true;
  constructor(tracks: FakeTrack[] = []) {
    this.tracks.push(...tracks);
  }
  getTracks = () => [...this.tracks];
  getAudioTracks = () => this.tracks.filter(({ kind }) => kind === 'audio');
  getVideoTracks = () => this.tracks.filter(({ kind }) => kind === 'video');
  addTrack = (track: FakeTrack) => this.tracks.push(track);
  removeTrack = (track: FakeTrack) => this.tracks.splice(this.tracks.indexOf(track), 1);
}

class FakeVideo extends EventTarget {
  srcObject: FakeStream | null = null;
  muted = false;
  paused = true;
  isRefused = false;
  #callbacks = new Map<number, () => void>();
  #next = 1;
  play(): Promise<void> {
    if (this.isRefused) return Promise.reject(new DOMException('', 'NotAllowedError'));
    this.paused = false;
    return Promise.resolve();
  }
  /** The system pauses the video. */
  pause(): void {
    this.paused = true;
    this.dispatchEvent(new Event('pause'));
  }
  requestVideoFrameCallback(callback: () => void): number {
    this.#callbacks.set(this.#next, callback);
    return this.#next++;
  }
  cancelVideoFrameCallback(handle: number): void {
    this.#callbacks.delete(handle);
  }
  frame(): void {
    const callbacks = [...this.#callbacks.values()];
    this.#callbacks.clear();
    for (const callback of callbacks) callback();
  }
}

const page = Object.assign(new EventTarget(), { visibilityState: 'visible' });
Object.defineProperty(globalThis, 'MediaStream', { value: FakeStream });
Object.defineProperty(globalThis, 'document', { value: page });
Object.defineProperty(globalThis, 'window', { value: new EventTarget() });

function createView(tracks = [new FakeTrack('audio'), new FakeTrack('video')]) {
  const video = new FakeVideo();
  const showing: boolean[] = [];
  const blocked = mock.fn();
  const view = new VideoView(video as unknown as HTMLVideoElement, { route() {}, onBlocked: blocked });
  view.onShowing = (isShowing) => showing.push(isShowing);
  const stream = new FakeStream(tracks) as unknown as MediaStream;
  const show = (isUncertain = false) => {
    view.show(stream, { isSilent: false, isVideoOn: true, isUncertain });
  };
  show();
  return { video, view, show, blocked, isShowing: () => showing.at(-1), changes: showing };
}

beforeEach(() => {
  mock.timers.enable({ apis: ['setTimeout'] });
});
afterEach(() => {
  mock.timers.reset();
  page.visibilityState = 'visible';
});

test('a closed view plays nothing when a late packet arrives', () => {
  const camera = new FakeTrack('video', true);
  const { video, view } = createView([new FakeTrack('audio'), camera]);
  view.close();
  assert.equal(video.srcObject, null);
  video.paused = true;
  camera.unmute();
  assert.equal(video.srcObject, null);
  assert.equal(video.paused, true);
});

test('a closed view plays nothing when the time for the first packet is over', () => {
  const { video, view } = createView([new FakeTrack('audio'), new FakeTrack('video', true)]);
  view.close();
  video.paused = true;
  mock.timers.tick(60_000);
  assert.equal(video.srcObject, null);
  assert.equal(video.paused, true);
});

test('a new view of the same share shows it again after the first view was closed', () => {
  const screen = new FakeTrack('video', true);
  createView([screen]).view.close();
  const { video } = createView([new FakeTrack('audio'), screen]);
  mock.timers.tick(2_000);
  assert.deepEqual(video.srcObject?.getVideoTracks(), []);
  screen.unmute();
  assert.deepEqual(video.srcObject.getVideoTracks(), [screen]);
});

test('a video that the system pauses plays again', () => {
  const { video } = createView();
  video.pause();
  mock.timers.tick(1_000);
  assert.equal(video.paused, false);
});

test('a video that was paused in the background plays again when the person comes back', () => {
  const { video } = createView();
  page.visibilityState = 'hidden';
  video.pause();
  mock.timers.tick(1_000);
  assert.equal(video.paused, true);
  page.visibilityState = 'visible';
  page.dispatchEvent(new Event('visibilitychange'));
  assert.equal(video.paused, false);
  video.paused = true;
  window.dispatchEvent(new Event('pageshow'));
  assert.equal(video.paused, false);
});

test('a closed view does not play again', () => {
  const { video, view } = createView();
  view.close();
  video.pause();
  mock.timers.tick(1_000);
  page.dispatchEvent(new Event('visibilitychange'));
  assert.equal(video.paused, true);
});

test('a picture that stands still disappears while the page cannot know whether the camera is on', () => {
  const { video, show, isShowing, view } = createView();
  video.frame();
  assert.equal(isShowing(), true);
  show(true);
  for (let second = 0; second < 10; second++) {
    mock.timers.tick(1_000);
    video.frame();
  }
  assert.equal(isShowing(), true);
  mock.timers.tick(3_000);
  assert.equal(isShowing(), false);
  assert.equal(video.srcObject?.getAudioTracks().length, 1, 'sound goes on');
  video.frame();
  assert.equal(isShowing(), true);
  view.close();
});

test('a picture that stands still stays while the roster says that the camera is on', () => {
  const { video, show, isShowing } = createView();
  video.frame();
  show(true);
  show(false);
  mock.timers.tick(60_000);
  assert.equal(isShowing(), true);
});
