import { cameraClip } from '../../bench/camera-clip.mjs';
import { median } from '../../bench/table.js';
import { expectTogether, lookForSomeone } from './support/random-people.js';
import {
  resize,
  setHidden,
  startHeights,
  takeChanges,
  watchSentCamera,
  whenSent,
} from './support/sent-pictures.js';
import { expectAdvancing, expectStill } from './support/tile-checks.js';
import { expect, test } from './support/test.js';

const LARGE = { width: 1_280, height: 720 };
const SMALL = { width: 400, height: 640 };
/** The time in ms from a change of what a person sees to a picture that fits. It takes about 0.2 s. */
const SOON_MS = 1_000;
const ROUNDS = 3;

test('the picture of a random meeting starts small, and is sent in the size in which it is shown', async ({
  arrive,
  startBuiltServer,
}) => {
  const server = await startBuiltServer();
  const arrival = { server, camera: { clip: cameraClip('640x360') } };
  const [ann, ben] = [await arrive('Ann', arrival), await arrive('Ben', arrival)];
  await ann.page.setViewportSize(LARGE);
  const sentByBen = await watchSentCamera(ben);
  const sent = async () => (await sentByBen())[0];
  await lookForSomeone(ann, 'Video');
  await lookForSomeone(ben, 'Video');
  await expectTogether(ann, ben);
  const theirs = ann.page.locator('.random__partner');
  await expect.poll(sent, { timeout: 5_000 }).toMatchObject({ active: true, height: 360 });
  expect(await startHeights(ben)).toEqual([180]);
  await expectAdvancing(theirs);

  const times: Record<'smaller' | 'hidden' | 'shown', number[]> = { smaller: [], hidden: [], shown: [] };
  for (let round = 0; round < ROUNDS; round++) {
    await takeChanges(ben);
    const smallAt = await resize(ann, SMALL);
    times.smaller.push((await whenSent(ben, ({ active, height }) => active && height === 270)) - smallAt);
    await expectAdvancing(theirs);
    const hiddenAt = Date.now();
    await setHidden(ann, true);
    times.hidden.push((await whenSent(ben, ({ active }) => !active)) - hiddenAt);
    await expectStill(theirs);
    const shownAt = Date.now();
    await setHidden(ann, false);
    times.shown.push((await whenSent(ben, ({ active, height }) => active && height === 270)) - shownAt);
    await expectAdvancing(theirs);
    if (round === ROUNDS - 1) break;
    await ann.page.setViewportSize(LARGE);
    await expect.poll(sent).toMatchObject({ active: true, height: 360 });
  }
  for (const [what, list] of Object.entries(times))
    expect(median(list), `ms until ${what}`).toBeLessThan(SOON_MS);

  // The next pair has another connection, which hears the same wishes.
  await ann.page.getByRole('button', { name: 'Leave' }).click();
  await ann.page.getByRole('button', { name: 'Start' }).click();
  await expectTogether(ann, ben);
  await expect
    .poll(async () => (await sentByBen()).at(-1), { timeout: 5_000 })
    .toMatchObject({ height: 270 });
  await expectAdvancing(theirs);
});
