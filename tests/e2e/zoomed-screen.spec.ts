import { watchSentCamera } from './support/sent-pictures.js';
import { openTab, sharer } from './support/shared-tab.js';
import { expectAdvancing, expectSharedTab, expectSound } from './support/tile-checks.js';
import { expect, test } from './support/test.js';

const RED = [208, 32, 48] as const;

test('a shared screen is sent in the size in which it is shown, and larger while a viewer enlarges it', async ({
  twoInCall,
}) => {
  const [ann, ben] = await twoInCall({ ann: sharer('blue') });
  await ben.page.setViewportSize({ width: 390, height: 844 });
  await openTab(ann, RED, { moving: true, width: 1_280 });
  await ann.toggle('Share screen');
  const tile = ben.tileOf(ann, 'screen');
  await expectSharedTab(tile, RED);
  const arriving = () => tile.locator('video').evaluate((video: HTMLVideoElement) => video.videoWidth);
  await expect.poll(arriving, { timeout: 15_000 }).toBeLessThan(700);

  await tile.getByRole('button', { name: 'Full screen: Ann’s screen' }).click();
  await ben.page.mouse.move(195, 400);
  for (let turn = 0; turn < 3; turn++) await ben.page.mouse.wheel(0, -400);
  await expect.poll(arriving, { timeout: 15_000 }).toBeGreaterThan(1_000);
  await expectAdvancing(tile);
  await expectSharedTab(tile, RED);

  await tile.getByRole('button', { name: 'Exit full screen' }).click();
  await expect.poll(arriving, { timeout: 15_000 }).toBeLessThan(700);
  await expectAdvancing(tile);
});

test('a camera behind a picture that fills the screen is not sent, and its sound goes on', async ({
  arrive,
  code,
}) => {
  const [ann, ben] = [await arrive('Ann', sharer('blue')), await arrive('Ben')];
  const sentByAnn = await watchSentCamera(ann);
  await ann.join(code);
  await ben.join(code);
  await openTab(ann, RED, { moving: true, width: 1_280 });
  await ann.toggle('Share screen');
  const screen = ben.tileOf(ann, 'screen');
  await expectSharedTab(screen, RED);
  await expectAdvancing(ben.tileOf(ann));
  const isSent = async () => (await sentByAnn())[0]?.active;
  await expect.poll(isSent).toBe(true);

  await screen.getByRole('button', { name: 'Full screen: Ann’s screen' }).click();
  await expect.poll(isSent).toBe(false);
  await expectSound(ben.tileOf(ann));
  await expectAdvancing(screen);
  await screen.getByRole('button', { name: 'Exit full screen' }).click();
  await expect.poll(isSent).toBe(true);
  await expectAdvancing(ben.tileOf(ann));
});
