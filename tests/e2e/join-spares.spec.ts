import { cameraClip } from '../../bench/camera-clip.mjs';
import { pretendProcessors } from './support/processors.js';
import { takeChanges, watchSentCamera, type SentChange } from './support/sent-pictures.js';
import { expectAdvancing, watchGaps } from './support/tile-checks.js';
import { expect, test } from './support/test.js';

const CAMERA = { camera: { clip: cameraClip('640x360') } };
/** The longest time in ms for which a picture may stand still while somebody comes. */
const GAP_MS = 1_000;

for (const [processors, isSpared] of [
  [2, true],
  [8, false],
] as const)
  test(`a computer with ${String(processors)} processors sends ${isSpared ? 'few' : 'all'} frames while somebody comes`, async ({
    arrive,
    code,
  }) => {
    const [ann, ben, cleo] = [await arrive('Ann', CAMERA), await arrive('Ben', CAMERA), await arrive('Cleo')];
    await pretendProcessors(ann, processors);
    const sent = await watchSentCamera(ann);
    await ann.join(code);
    await ben.join(code);
    await expect.poll(async () => (await sent())[0]?.height).toBe(360);
    await expectAdvancing(ben.tileOf(ann));
    await takeChanges(ann);

    const gap = await watchGaps(ben, ann);
    await cleo.join(code);
    await expectAdvancing(cleo.tileOf(ann));
    await expect
      .poll(async () => (await sent()).map(({ maxFramerate }) => maxFramerate > 10))
      .toEqual([true, true]);
    const changes: SentChange[] = await takeChanges(ann);
    expect(changes.some(({ maxFramerate }) => maxFramerate === 5)).toBe(isSpared);
    await expectAdvancing(ben.tileOf(ann));
    expect(await gap(), 'ms for which the picture of Ann stood still').toBeLessThan(GAP_MS);
  });

test('no transition or animation runs on the page of a newcomer until it shows the others', async ({
  arrive,
  code,
}) => {
  const [ann, ben] = [await arrive('Ann', CAMERA), await arrive('Ben', CAMERA)];
  await ben.page.addInitScript(() => {
    const animated: string[] = [];
    Object.assign(window, { animated });
    for (const type of ['transitionrun', 'animationstart'])
      addEventListener(type, ({ target }) => animated.push(`${type} ${(target as Element).className}`), true);
  });
  await ann.join(code);
  await ben.join(code); // the pointer reaches the button just before the click
  await expectAdvancing(ben.tileOf(ann));
  expect(await ben.page.evaluate(() => Reflect.get(window, 'animated') as string[])).toEqual([]);
});
