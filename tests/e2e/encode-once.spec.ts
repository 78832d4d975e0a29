import { cameraClip } from '../../bench/camera-clip.mjs';
import type { BuiltServer } from './support/built-server.js';
import { prepareNetwork } from './support/network.js';
import type { Person } from './support/people.js';
import { polling } from './support/polling.js';
import { withoutCongestion, withoutCpuStrain } from './support/sent-pictures.js';
import { DUMMY, expectCameraClip, receivedWidth, watchEncoders } from './support/shared-encoder.js';
import { expectAdvancing, expectNoPicture, watchGaps } from './support/tile-checks.js';
import { expect, test as base } from './support/test.js';
import { watchWorkerEncoders, type WorkerEncoder } from './support/worker-encoders.js';

const CLIP = { clip: cameraClip('640x360') };
/** Estimates of the paths grow within a few seconds, and more slowly on a busy machine. */
const PATIENCE = polling(40_000, 200);
/** The longest time in ms for which a picture may stand still when an encoder takes over. */
const GAP_MS = 1_500;

/** In bits per second: less than the shared picture needs in two sizes of a call of three. */
const NARROW = 250_000;

/** A path that was free for so many measurements would carry the shared picture, if the receiver could decode it. */
const MEASUREMENTS = 8;

type Watched = Awaited<ReturnType<typeof watchEncoders>> & { workerEncoders: () => Promise<WorkerEncoder[]> };

const test = base.extend<{
  /** Opens pages whose encoders the test sees. Each one joins the call. */
  join: (
    names: string[],
    options?: { server?: BuiltServer; browser?: 'no-devices' },
  ) => Promise<(Person & Watched)[]>;
}>({
  join: async ({ arrive, code }, use) => {
    await use(async (names, { server, browser } = {}) => {
      const people = [];
      for (const name of names) {
        const devices = browser ? { browser } : { camera: CLIP };
        const person = await arrive(name, { ...devices, ...(server && { server }) });
        const watched = { ...(await watchEncoders(person)), workerEncoders: watchWorkerEncoders(person) };
        await withoutCpuStrain(person);
        await withoutCongestion(person);
        await person.join(code);
        people.push(Object.assign(person, watched));
      }
      return people;
    });
  },
});

/** How many connections of the page the shared encoder serves. */
async function shared({ encodedHeights }: Watched): Promise<number> {
  return (await encodedHeights()).filter((height) => height === DUMMY).length;
}

/** The picture moves, shows the camera, and arrives in the size that a tile of a few people has. */
async function expectPicture(tile: ReturnType<Person['tileOf']>): Promise<void> {
  await expectAdvancing(tile);
  await expectCameraClip(tile);
  await expect.poll(() => receivedWidth(tile)).toBeGreaterThan(300);
}

test('three people see each other from one encoder each, also after a camera was off, and the last two from their own', async ({
  join,
}) => {
  test.setTimeout(180_000);
  const [ann, ben, cleo] = (await join(['Ann', 'Ben', 'Cleo'])) as [
    Person & Watched,
    Person & Watched,
    Person & Watched,
  ];
  for (const person of [ann, ben, cleo]) {
    await expect.poll(() => shared(person), PATIENCE).toBe(2);
    await expect.poll(async () => (await person.workerEncoders()).length).toBe(1);
  }
  await expectPicture(ben.tileOf(ann));
  await expectPicture(cleo.tileOf(ann));

  await ann.toggle('Camera');
  await expectNoPicture(ben.tileOf(ann));
  await ann.toggle('Camera');
  await expectPicture(ben.tileOf(ann));
  await expect.poll(() => shared(ann), PATIENCE).toBe(2);
  await expectPicture(cleo.tileOf(ann));

  const gap = await watchGaps(ben, ann);
  await cleo.leave();
  await expect.poll(() => shared(ann), PATIENCE).toBe(0);
  await expectPicture(ben.tileOf(ann));
  expect(await gap()).toBeLessThan(GAP_MS);
});

test('a late joiner gets the shared picture, and a receiver that cannot decode it gets an encoder of its own for good', async ({
  join,
}) => {
  test.setTimeout(180_000);
  // Pages of one browser share one camera. With four of them, it sometimes delivers nothing any more.
  const viewers = { browser: 'no-devices' } as const;
  const people = [...(await join(['Ann'])), ...(await join(['Ben', 'Cleo'], viewers))];
  const [ann, ben, cleo] = people as [Person & Watched, Person & Watched, Person & Watched];
  await expect.poll(() => shared(ann), PATIENCE).toBe(2);
  const [dan] = (await join(['Dan'], viewers)) as [Person & Watched];
  await expectAdvancing(dan.tileOf(ann));
  await expect.poll(() => shared(ann), PATIENCE).toBe(3);
  await expectPicture(dan.tileOf(ann));

  const gap = await watchGaps(ben, ann);
  await ben.pretendToBeStuck();
  await expect.poll(() => shared(ann), PATIENCE).toBe(2);
  await expectPicture(ben.tileOf(ann));
  expect(await gap()).toBeLessThan(GAP_MS);
  await expectPicture(cleo.tileOf(ann));
  const heights = await ann.encodedHeights();
  expect(heights).toHaveLength(3);
  expect(heights[0], 'the encoder for Ben').toBeGreaterThan(DUMMY);

  await ben.pretendToBeStuck(false);
  const measured = await ann.measurements();
  await expect.poll(() => ann.measurements(), PATIENCE).toBeGreaterThan(measured + MEASUREMENTS);
  expect(await shared(ann), 'connections with the shared encoder, when Ben decodes again').toBe(2);
  await expectPicture(ben.tileOf(ann));
});

test('a picture that needs little moves to the shared encoder when its path has room again', async ({
  arrive,
  code,
}) => {
  test.setTimeout(180_000);
  const ann = await arrive('Ann'); // the picture is plain, so it never shows how much the path carries
  const { encodedHeights, measurements } = await watchEncoders(ann);
  await withoutCpuStrain(ann);
  const limit = await prepareNetwork(ann);
  await limit(NARROW);
  await ann.join(code);
  const viewers: Person[] = [];
  for (const name of ['Ben', 'Cleo']) {
    const viewer = await arrive(name, { browser: 'no-devices' });
    await viewer.join(code);
    viewers.push(viewer);
  }
  await expect.poll(async () => (await encodedHeights()).length, PATIENCE).toBe(2);
  const measured = await measurements();
  for (const viewer of viewers) await expectAdvancing(viewer.tileOf(ann));
  await expect.poll(measurements, PATIENCE).toBeGreaterThan(measured + 2 * MEASUREMENTS);
  expect(
    (await encodedHeights()).every((height) => height > DUMMY),
    'own encoders on narrow paths',
  ).toBe(true);

  await limit(null);
  await expect.poll(encodedHeights, PATIENCE).toEqual([DUMMY, DUMMY]);
  for (const viewer of viewers) await expectAdvancing(viewer.tileOf(ann));
});

test('with ENCODE_ONCE=off, when the worker cannot be loaded, and in browsers that cannot share, every connection has its own encoder', async ({
  join,
  startBuiltServer,
  arrive,
  code,
}) => {
  test.setTimeout(180_000);
  const off = await startBuiltServer({ ENCODE_ONCE: 'off' });
  const people = await join(['Ann', 'Ben', 'Cleo'], { server: off });
  const [ann, ben] = people as [Person & Watched, Person & Watched];
  await expectPicture(ben.tileOf(ann));
  expect(ann.page.workers()).toEqual([]);
  expect(await shared(ann)).toBe(0);
  for (const person of people) await person.page.close();

  const dan = await arrive('Dan', { camera: CLIP });
  const eve = await arrive('Eve', { camera: CLIP });
  let attempts = 0;
  await dan.page.route('**/encoder-worker-*.js', async (route) => {
    attempts += 1;
    await route.abort();
  });
  await eve.join(code);
  await dan.join(code);
  await expectPicture(eve.tileOf(dan));
  await expectPicture(dan.tileOf(eve));
  expect(attempts).toBe(1);

  const fay = await arrive('Fay', { camera: CLIP });
  await fay.page.addInitScript(() => {
    Reflect.deleteProperty(window, 'MediaStreamTrackGenerator');
  });
  await fay.join(code);
  for (const other of [dan, eve]) {
    await expectAdvancing(other.tileOf(fay));
    await expectAdvancing(fay.tileOf(other));
  }
  expect(fay.page.workers()).toEqual([]);
});
