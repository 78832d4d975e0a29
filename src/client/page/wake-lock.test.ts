import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { createStore } from '../lib/store.js';
import { initialState, type CallState, type Phase } from '../call/call-state.js';
import { keepScreenOn } from './wake-lock.js';

const off = { state: 'off', problem: null, deviceId: '' } as const;
const initial = initialState({ mic: off, camera: off, preview: null, screen: null });

const page = Object.assign(new EventTarget(), { visibilityState: 'visible' });
let held = 0;
let isRefused = false;

class FakeLock {
  released = false;
  constructor() {
    held += 1;
  }
  release(): Promise<void> {
    if (!this.released) held -= 1;
    this.released = true;
    return Promise.resolve();
  }
}
let locks: FakeLock[] = [];
const wakeLock = {
  request: () => {
    if (isRefused) return Promise.reject(new DOMException('', 'NotAllowedError'));
    const lock = new FakeLock();
    locks.push(lock);
    return Promise.resolve(lock);
  },
};
Object.defineProperty(globalThis, 'document', { value: page });
Object.defineProperty(globalThis, 'navigator', { value: { wakeLock } });

const settle = () => new Promise(setImmediate);
async function show(visibility: 'visible' | 'hidden'): Promise<void> {
  page.visibilityState = visibility;
  // The browser releases the lock of a hidden page.
  if (visibility === 'hidden') for (const lock of locks) await lock.release();
  page.dispatchEvent(new Event('visibilitychange'));
  await settle();
}

function start() {
  const store = createStore<CallState>(initial, assert.ifError);
  keepScreenOn(store);
  return async (phase: Phase) => {
    store.set((state) => ({ ...state, phase }));
    await settle();
  };
}

beforeEach(() => {
  locks = [];
  held = 0;
  isRefused = false;
});

test('the screen stays on during the call only', async () => {
  const enter = start();
  assert.equal(held, 0);
  await enter('joined');
  assert.equal(held, 1);
  await enter('reconnecting');
  assert.equal(held, 1);
  await enter('ended');
  assert.equal(held, 0);
});

test('the screen stays on again after the person has looked at another page', async () => {
  const enter = start();
  await enter('joined');
  await show('hidden');
  assert.equal(held, 0);
  await show('visible');
  assert.equal(held, 1);
  await enter('ended');
});

test('a call that ends while the browser answers keeps no lock', async () => {
  const enter = start();
  void enter('joined');
  await enter('ended');
  assert.equal(held, 0);
});

test('a phone that refuses to keep its screen on is asked again when the page is shown again', async () => {
  isRefused = true;
  const enter = start();
  await enter('joined');
  isRefused = false;
  await show('visible');
  assert.equal(held, 1);
  await enter('ended');
});
