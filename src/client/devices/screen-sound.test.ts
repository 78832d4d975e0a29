import assert from 'node:assert/strict';
import { test } from 'node:test';

Object.defineProperty(globalThis, 'HTMLMediaElement', { value: EventTarget });
Object.defineProperty(globalThis, 'navigator', { value: {} });

const { displayMediaOptions } = await import('./screen-capture.js');

test('a browser that can leave out the sound of the call offers the sound of the whole system', () => {
  const { audio, systemAudio, windowAudio } = displayMediaOptions({ restrictOwnAudio: true });
  assert.deepEqual(audio, { restrictOwnAudio: true });
  assert.equal(systemAudio, 'include');
  assert.equal(windowAudio, undefined);
});

test('any other browser offers the sound of a tab only, because the others would hear themselves', () => {
  const { audio, systemAudio, windowAudio } = displayMediaOptions({});
  assert.equal(audio, true);
  assert.equal(systemAudio, 'exclude');
  assert.equal(windowAudio, 'exclude');
});
