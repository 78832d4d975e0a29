import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { createPreferences } from './preferences.js';

const DEFAULTS = {
  ...{ mic: '', camera: '', audioOutput: '', micOn: true, cameraOn: true },
  ...{ soundOnly: false, saveData: false },
};

/** Replaces the browser's storage; null stands for a browser that blocks it. */
function useStorage(stored: string | null): Map<string, string> {
  const items = new Map(stored === null ? [] : [['parley.devices', stored]]);
  Object.defineProperty(globalThis, 'localStorage', {
    configurable: true,
    get() {
      if (stored === null) throw new DOMException('Storage is blocked', 'SecurityError');
      return {
        getItem: (key: string) => items.get(key) ?? null,
        setItem: (key: string, value: string) => items.set(key, value),
      };
    },
  });
  return items;
}

afterEach(() => {
  Reflect.deleteProperty(globalThis, 'localStorage');
});

test('the next page finds the choices of this one', () => {
  const items = useStorage('{}');
  const preferences = createPreferences();
  preferences.save({ mic: 'headset' });
  preferences.save({ cameraOn: false });
  assert.deepEqual(preferences.get(), { ...DEFAULTS, mic: 'headset', cameraOn: false });
  useStorage(items.get('parley.devices') ?? '');
  assert.deepEqual(createPreferences().get(), preferences.get());
});

for (const stored of ['', 'no JSON', 'null', '[]', '"text"', '3', '{"mic":1,"micOn":"yes","soundOnly":1}']) {
  test(`the defaults replace a stored value such as ${stored === '' ? 'an empty text' : stored}`, () => {
    useStorage(stored);
    assert.deepEqual(createPreferences().get(), DEFAULTS);
  });
}

test('a tab keeps the choices that another tab has saved meanwhile', () => {
  const items = useStorage('{}');
  const [first, second] = [createPreferences(), createPreferences()];
  first.save({ mic: 'headset' });
  second.save({ cameraOn: false });
  useStorage(items.get('parley.devices') ?? '');
  assert.deepEqual(createPreferences().get(), { ...DEFAULTS, mic: 'headset', cameraOn: false });
});

test('without storage the choices last as long as the page', () => {
  useStorage(null);
  const preferences = createPreferences();
  preferences.save({ camera: 'webcam' });
  assert.equal(preferences.get().camera, 'webcam');
});
