import type { Locator } from '@playwright/test';
import { cameraClip } from '../../bench/camera-clip.mjs';
import { median } from '../../bench/table.js';
import {
  resize,
  setHidden,
  takeChanges,
  watchSentCamera,
  whenSent,
  type SentChange,
} from './support/sent-pictures.js';
import { expectAdvancing } from './support/tile-checks.js';
import { expect, test } from './support/test.js';

/** The time from a change of what somebody sees to new parameters at the sender. It takes about 0.2 s. */
const SOON_MS = 1_000;
const ROUNDS = 3;
const CAMERA = { camera: { clip: cameraClip('640x360') } };
const LARGE = { width: 1_280, height: 720 };
const SMALL = { width: 460, height: 400 };

/** Resolves to the time at which the tile fills most of the stage. */
function whenLarge(tile: Locator): Promise<number> {
  return tile.evaluate(
    (element) =>
      new Promise<number>((resolve) => {
        const look = () => {
          if (element.clientWidth > 600) resolve(Date.now());
          else requestAnimationFrame(look);
        };
        look();
      }),
  );
}

test('a sender follows a resized and a hidden page within a second, and the picture moves', async ({
  arrive,
  code,
}) => {
  const [ann, ben] = [await arrive('Ann', CAMERA), await arrive('Ben', CAMERA)];
  await ann.page.setViewportSize(LARGE);
  const sentByBen = await watchSentCamera(ben);
  await ann.join(code);
  await ben.join(code);
  await expect.poll(async () => (await sentByBen())[0]?.height).toBe(360);
  const times: Record<'smaller' | 'larger' | 'hidden' | 'shown', number[]> = {
    ...{ smaller: [], larger: [], hidden: [], shown: [] },
  };
  for (let round = 0; round < ROUNDS; round++) {
    await takeChanges(ben);
    const smallAt = await resize(ann, SMALL);
    times.smaller.push(
      (await whenSent(ben, ({ height, maxFramerate }) => height === 270 && maxFramerate === 20)) - smallAt,
    );
    await expectAdvancing(ann.tileOf(ben));
    const largeAt = await resize(ann, LARGE);
    times.larger.push(
      (await whenSent(ben, ({ height, maxFramerate }) => height === 360 && maxFramerate === 30)) - largeAt,
    );
    await expectAdvancing(ann.tileOf(ben));
    for (const [isHidden, list] of [
      [true, times.hidden],
      [false, times.shown],
    ] as const) {
      await takeChanges(ben);
      const at = Date.now();
      await setHidden(ann, isHidden);
      list.push((await whenSent(ben, ({ active }) => active !== isHidden)) - at);
    }
    await expectAdvancing(ann.tileOf(ben));
  }
  for (const [what, list] of Object.entries(times))
    expect(median(list), `ms until ${what}`).toBeLessThan(SOON_MS);
});

test('a pinned person and the speaker are sent in full size within a second', async ({ arrive, code }) => {
  const [ann, ben, cid] = [await arrive('Ann'), await arrive('Ben', CAMERA), await arrive('Cid', CAMERA)];
  await ann.page.setViewportSize(LARGE);
  const sent = [await watchSentCamera(ben), await watchSentCamera(cid)];
  for (const person of [ann, ben, cid]) await person.join(code);
  await expectAdvancing(ann.tileOf(cid));
  // A new connection grows. Both have to be done with it, or its changes would be taken for answers to a pin.
  for (const sentBy of sent)
    await expect.poll(async () => (await sentBy()).map(({ height }) => height)).toEqual([270, 270]);
  const full = ({ height }: SentChange) => height === 360;
  const pin = ann.tileOf(cid).getByRole('button', { name: /^Pin / });
  const pinned: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    await takeChanges(cid);
    await pin.focus();
    await ann.page.keyboard.press('Space');
    const large = await whenLarge(ann.tileOf(cid));
    pinned.push((await whenSent(cid, full)) - large);
    await expectAdvancing(ann.tileOf(cid));
    await takeChanges(cid);
    await ann.page.keyboard.press('Space');
    await expect(pin).toHaveAttribute('aria-pressed', 'false');
    await whenSent(cid, ({ height }) => height < 300);
  }
  expect(median(pinned), 'ms until the pinned person is full').toBeLessThan(SOON_MS);

  await cid.toggle('Microphone');
  await ann.toolbar.getByRole('button', { name: 'Layout' }).click();
  await ann.page.getByRole('menuitemradio', { name: 'Speaker' }).click();
  await whenLarge(ann.tileOf(ben));
  const spoken: number[] = [];
  let [silent, speaking] = [cid, ben];
  for (let round = 0; round < ROUNDS; round++) {
    await takeChanges(silent);
    await speaking.toggle('Microphone');
    await silent.toggle('Microphone');
    [silent, speaking] = [speaking, silent];
    const large = await whenLarge(ann.tileOf(speaking));
    spoken.push((await whenSent(speaking, full)) - large);
    await expectAdvancing(ann.tileOf(speaking));
  }
  expect(median(spoken), 'ms until the speaker is full').toBeLessThan(SOON_MS);
});
