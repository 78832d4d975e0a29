import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import type { LocalMedia } from './local-media.js';

class FakeTrack extends EventTarget {
  readonly kind: string;
  enabled = true;
  muted = false;
  constructor(kind: string) {
    super();
    this.kind = kind;
  }
  getSettings() {
    return { deviceId: this.kind };
  }
  stop(): void {}
  /** The system mutes the track, or gives it back. */
  mute(muted: boolean): void {
    this.muted = muted;
    this.dispatchEvent(new Event(muted ? 'mute' : 'unmute'));
  }
}

class FakeStream {
  readonly tracks: FakeTrack[];
  constructor(tracks: FakeTrack[]) {
    this.tracks = tracks;
  }
  getTracks = () => this.tracks;
  getVideoTracks = () => this.tracks.filter(({ kind }) => kind === 'video');
}

type Prompt = { kinds: string; answer(outcome: string | null): Promise<void>; tracks: FakeTrack[] };
/** Each call of `getUserMedia`, such as `audio` or `audio video`, until the test answers it. */
let prompts: Prompt[] = [];
let asked: string[] = [];
let granted: string[] = [];

const getUserMedia = (constraints: object) =>
  new Promise((resolve, reject) => {
    const kinds = Object.keys(constraints);
    asked.push(kinds.join(' '));
    const tracks = kinds.map((kind) => new FakeTrack(kind));
    prompts.push({
      kinds: kinds.join(' '),
      tracks,
      async answer(failure) {
        if (failure === null) resolve(new FakeStream(tracks));
        else reject(Object.assign(new Error(), { name: failure }));
        await settle();
      },
    });
  });
const query = ({ name }: { name: string }) =>
  Promise.resolve({ state: granted.includes(name) ? 'granted' : 'prompt' });

Object.defineProperty(globalThis, 'MediaStream', { value: FakeStream });
Object.defineProperty(globalThis, 'navigator', {
  value: { mediaDevices: { getUserMedia }, permissions: { query } },
});

Object.defineProperty(globalThis, 'HTMLMediaElement', { value: EventTarget });

const { LocalMedia: Media } = await import('./local-media.js');
const settle = () => new Promise(setImmediate);
const take = (kinds: string): Prompt => {
  const [first] = prompts.splice(0, 1);
  assert.ok(first?.kinds === kinds, `the page asks for ${kinds}`);
  return first;
};

function createMedia(requested?: Promise<MediaStream>): LocalMedia {
  return new Media({ mic: '', camera: '', requested, onChange() {}, onTrack() {}, onLost() {} });
}
const states = ({ state: { mic, camera } }: LocalMedia) => [mic.state, camera.state];
const problems = ({ state: { mic, camera } }: LocalMedia) => [mic.problem, camera.problem];

beforeEach(() => {
  prompts = [];
  asked = [];
  granted = [];
});

test('devices that the page has asked for before start without another prompt', async () => {
  const requested = navigator.mediaDevices.getUserMedia({ audio: true, video: true });
  const media = createMedia(requested);
  void media.open({ mic: true, camera: true });
  await take('audio video').answer(null);
  assert.deepEqual(asked, ['audio video']);
  assert.deepEqual(states(media), ['on', 'on']);
});

test('a person who dismisses the permission prompt sees no second one', async () => {
  const media = createMedia();
  void media.open({ mic: true, camera: true });
  await take('audio video').answer('NotAllowedError');
  assert.deepEqual(asked, ['audio video']);
  assert.deepEqual(states(media), ['off', 'off']);
  assert.deepEqual(problems(media), ['denied', 'denied']);
});

test('a camera that is already allowed runs although the microphone is blocked', async () => {
  granted = ['camera'];
  const media = createMedia();
  void media.open({ mic: true, camera: true });
  await take('audio video').answer('NotAllowedError');
  await take('video').answer(null);
  assert.deepEqual(states(media), ['off', 'on']);
  assert.deepEqual(problems(media), ['denied', null]);
  assert.deepEqual(asked, ['audio video', 'video']);
});

for (const failure of ['NotFoundError', 'NotReadableError', 'OverconstrainedError']) {
  test(`each device is requested alone after ${failure}`, async () => {
    const media = createMedia();
    void media.open({ mic: true, camera: true });
    await take('audio video').answer(failure);
    await take('audio').answer(null);
    await take('video').answer(failure);
    assert.deepEqual(states(media), ['on', 'off']);
  });
}

test('a device that the person turns off while it starts shows no problem when it cannot start', async () => {
  const media = createMedia();
  void media.open({ mic: false, camera: true });
  void media.setCamera(false);
  await take('video').answer('NotReadableError');
  assert.deepEqual(states(media), ['off', 'off']);
  assert.deepEqual(problems(media), [null, null]);
});

test('a microphone that a phone call takes counts as interrupted until the system gives it back', async () => {
  const media = createMedia();
  void media.open({ mic: true, camera: false });
  const prompt = take('audio');
  await prompt.answer(null);
  const changes: string[] = [];
  const [track] = prompt.tracks;
  assert.ok(track);
  track.mute(true);
  changes.push(media.state.mic.state);
  track.mute(false);
  changes.push(media.state.mic.state);
  assert.deepEqual(changes, ['interrupted', 'on']);
});

test('the page knows while the browser asks the person, and about which devices', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  granted = ['camera'];
  const media = createMedia();
  void media.open({ mic: true, camera: true });
  assert.deepEqual(states(media), ['starting', 'starting']);
  await settle();
  assert.deepEqual(states(media), ['starting', 'starting'], 'the browser may still refuse by itself');
  context.mock.timers.tick(400);
  await settle();
  assert.deepEqual(states(media), ['asking', 'starting']);
  await take('audio video').answer(null);
  assert.deepEqual(states(media), ['on', 'on']);
  granted = ['camera', 'microphone'];
  void media.setCamera(false);
  await settle();
  void media.setCamera(true);
  await settle();
  context.mock.timers.tick(400);
  await settle();
  assert.deepEqual(states(media), ['on', 'starting'], 'a device that is allowed just starts');
});
