import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';

// `devices.ts` asks the browser what it can do when it is loaded.
Object.assign(globalThis, { HTMLMediaElement: EventTarget });
const { CaptureDevice } = await import('./capture-device.js');

interface Applied {
  constraints: MediaTrackConstraints;
  finish(): void;
}

/** A browser with one camera, which takes its time to follow constraints. */
function useCamera() {
  const asked: MediaTrackConstraints[] = [];
  const applied: Applied[] = [];
  const track = Object.assign(new EventTarget(), {
    kind: 'video',
    muted: false,
    enabled: true,
    stop: () => undefined,
    getSettings: () => ({ deviceId: 'camera' }),
    applyConstraints: (constraints: MediaTrackConstraints) =>
      new Promise<void>((resolve) => {
        applied.push({ constraints, finish: resolve });
      }),
  });
  const getUserMedia = ({ video }: { video: MediaTrackConstraints }) => {
    asked.push(video);
    return Promise.resolve({ getTracks: () => [track] });
  };
  Object.defineProperty(globalThis, 'navigator', {
    configurable: true,
    value: { mediaDevices: { getUserMedia } },
  });
  const device = new CaptureDevice({
    ...{ kind: 'video', constraints: { height: 360 }, whenOff: 'release', deviceId: '' },
    onChange: () => undefined,
    onLost: () => undefined,
  });
  return { device, asked, applied };
}

afterEach(() => {
  Reflect.deleteProperty(globalThis, 'navigator');
});

test('a running camera follows new constraints one after the other, and only the newest', async () => {
  const { device, applied } = useCamera();
  await device.set(true);
  for (const height of [180, 360, 720]) void device.adjust({ height });
  await new Promise(setImmediate);
  assert.deepEqual(
    applied.map(({ constraints }) => constraints),
    [{ height: 720 }],
  );
  void device.adjust({ height: 90 });
  await new Promise(setImmediate);
  assert.equal(applied.length, 1, 'the camera is still busy');
  applied[0]?.finish();
  await new Promise(setImmediate);
  assert.deepEqual(applied[1]?.constraints, { height: 90 });
});

test('a camera that starts later follows the constraints from its start', async () => {
  const { device, asked, applied } = useCamera();
  void device.adjust({ height: 180 });
  await device.set(true);
  assert.deepEqual(asked, [{ height: 180 }]);
  assert.deepEqual(applied, []);
});
