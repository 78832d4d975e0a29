import { cameraClip } from '../../bench/camera-clip.mjs';
import { prepareNetwork } from './support/network.js';
import type { Person } from './support/people.js';
import { polling } from './support/polling.js';
import { withoutCpuStrain } from './support/sent-pictures.js';
import { DUMMY, receivedWidth, watchEncoders } from './support/shared-encoder.js';
import { expectAdvancing, watchGaps } from './support/tile-checks.js';
import { expect, test } from './support/test.js';
import { watchWorkerEncoders } from './support/worker-encoders.js';

const PATIENCE = polling(40_000, 200);
/** Less than the picture of 360 lines needs, which is about 500 kbit/s, and more than the sound. */
const WEAK = 300_000;
/** Measurements come twice per second, and the estimate of the browser falls within one or two. */
const SOON = polling(10_000, 100);
const WEAK_MS = 5_000;
/** The longest time in ms for which a picture may stand still: on the weak path at first, and everywhere else. */
const WEAK_GAP_MS = 2_000;
const GAP_MS = 1_000;

test('a path that becomes weak leaves the shared encoder and comes back, and the others notice nothing', async ({
  arrive,
  code,
}) => {
  test.setTimeout(150_000);
  const ann = await arrive('Ann', { camera: { clip: cameraClip('640x360') } });
  const encoders = watchWorkerEncoders(ann);
  const { encodedHeights } = await watchEncoders(ann);
  await withoutCpuStrain(ann);
  await ann.join(code);
  let limit = (_: number | null) => Promise.resolve();
  const receivers: Person[] = [];
  for (const name of ['Ben', 'Cleo', 'Dan']) {
    const person = await arrive(name, { browser: 'no-devices' }); // only Ann’s computer has to encode
    if (name === 'Dan') limit = await prepareNetwork(person);
    await person.join(code);
    await person.tileOf(ann).getByRole('button', { name: /^Pin / }).focus();
    await person.page.keyboard.press('Space');
    receivers.push(person);
  }
  const [ben, cleo, dan] = receivers as [Person, Person, Person];
  /** How many connections have an encoder of their own. */
  const own = async () => (await encodedHeights()).filter((height) => height > DUMMY).length;
  const heightOfDan = async () => (await encodedHeights()).at(-1); // Dan came last
  const widthOf = (viewer: Person) => receivedWidth(viewer.tileOf(ann));
  await expect.poll(async () => (await encodedHeights()).length, PATIENCE).toBe(3);
  await expect.poll(own, PATIENCE).toBe(0);
  for (const viewer of receivers) await expect.poll(() => widthOf(viewer), PATIENCE).toBe(640);
  const gaps = await Promise.all(receivers.map((viewer) => watchGaps(viewer, ann)));
  const [, , weakGap] = gaps;

  await limit(WEAK);
  // On a busy machine the browser may think less of another path, too. Its picture must not suffer, see below.
  await expect.poll(heightOfDan, SOON).toBeGreaterThan(DUMMY);
  await dan.page.waitForTimeout(WEAK_MS);
  await expectAdvancing(dan.tileOf(ann));
  expect(await heightOfDan(), 'the height of the own encoder for Dan').toBeGreaterThan(DUMMY);
  expect(await weakGap?.(), 'ms for which the weak picture stood still').toBeLessThan(WEAK_GAP_MS);

  await limit(null);
  const backGap = await watchGaps(dan, ann);
  await expect.poll(heightOfDan, PATIENCE).toBe(DUMMY);
  await expect.poll(own, PATIENCE).toBe(0);
  await expect.poll(() => widthOf(dan), PATIENCE).toBe(640);
  await expectAdvancing(dan.tileOf(ann));
  expect(await backGap(), 'ms for which the picture stood still on its way back').toBeLessThan(GAP_MS);

  const [after] = await encoders();
  expect(after, 'the encoder of the others').toMatchObject({ width: 640, height: 360 });
  for (const [at, viewer] of [ben, cleo].entries()) {
    await expectAdvancing(viewer.tileOf(ann));
    expect(await widthOf(viewer)).toBe(640);
    expect(await gaps[at]?.(), `ms for which the picture of ${viewer.name} stood still`).toBeLessThan(GAP_MS);
  }
});
