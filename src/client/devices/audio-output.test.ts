import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';

/** A browser whose audio outputs the test plugs in and out. */
const browser = new EventTarget();
let plugged = ['default', 'headset'];

class FakeVideo {
  sinkId = '';
  setSinkId(id: string): Promise<void> {
    if (id !== '' && !plugged.includes(id)) return Promise.reject(new DOMException('', 'NotFoundError'));
    this.sinkId = id;
    return Promise.resolve();
  }
}

Object.defineProperty(globalThis, 'HTMLMediaElement', { value: FakeVideo });
const mediaDevices = Object.assign(browser, {
  enumerateDevices: () =>
    Promise.resolve(plugged.map((deviceId) => ({ kind: 'audiooutput', deviceId, label: deviceId }))),
});
Object.defineProperty(globalThis, 'navigator', { value: { mediaDevices } });

const { createAudioOutput } = await import('./audio-output.js');

function createOutput(chosen: string) {
  const video = new FakeVideo();
  const page = { querySelectorAll: () => [video] } as unknown as ParentNode;
  const output = createAudioOutput(page, chosen);
  output.add(video as unknown as HTMLVideoElement);
  return { video, output };
}

async function plug(...ids: string[]): Promise<void> {
  plugged = ids;
  browser.dispatchEvent(new Event('devicechange'));
  await new Promise(setImmediate);
}

afterEach(() => plug('default', 'headset'));

test('sound moves to the default device when the chosen one is unplugged, and back when it returns', async () => {
  const { video } = createOutput('headset');
  assert.equal(video.sinkId, 'headset');
  await plug('default');
  assert.equal(video.sinkId, '');
  await plug('default', 'headset');
  assert.equal(video.sinkId, 'headset');
});

test('sound that is already on the default device stays there', async () => {
  const { video } = createOutput('');
  await plug('default');
  assert.equal(video.sinkId, '');
});

test('a device that is missing when the page opens plays as soon as it is plugged in', async () => {
  await plug('default');
  const { video } = createOutput('headset');
  assert.equal(video.sinkId, '');
  await plug('default', 'headset');
  assert.equal(video.sinkId, 'headset');
});
