import type { Colour } from './support/media.js';
import { expectAdvancing, expectCamera, expectSharedTab } from './support/tile-checks.js';
import { onEveryScreen } from './support/screens.js';
import { openTab, sharer } from './support/shared-tab.js';
import { expect, test } from './support/test.js';

const RED: Colour = [208, 32, 48];
const GREEN: Colour = [32, 160, 64];

test('people in the call and newcomers see a shared tab in its colours beside the camera', async ({
  twoInCall,
  arrive,
  code,
}) => {
  const [ann, ben] = await twoInCall({ ann: sharer('blue') });
  await openTab(ann, RED, { moving: true });
  await ann.toggle('Share screen');
  await expect(ann.ownTile('screen')).toContainText('You’re sharing your screen');
  expect((await ann.ownTile('screen').boundingBox())?.height, 'a sign and no hall of mirrors').toBeLessThan(
    60,
  );
  await expect(ann.button('Share screen')).toHaveAttribute('aria-pressed', 'true');
  await onEveryScreen(ann.page, async () => {
    await expect.poll(async () => (await ann.ownTile('screen').boundingBox())?.height).toBeLessThan(60);
    await expect(ann.ownTile('screen').getByText('You’re sharing your screen')).toBeInViewport({ ratio: 1 });
    await ann.ownTile('screen').getByRole('button', { name: 'Stop sharing' }).click({ trial: true });
  });
  await ann.page.setViewportSize({ width: 1024, height: 640 });
  await expectSharedTab(ben.tileOf(ann, 'screen'), RED);
  await expectAdvancing(ben.tileOf(ann, 'screen'));
  await expectCamera(ben.tileOf(ann));

  const cid = await arrive('Cid');
  await cid.join(code);
  await expectSharedTab(cid.tileOf(ann, 'screen'), RED);
  await expectAdvancing(cid.tileOf(ann, 'screen'));
  await expectCamera(cid.tileOf(ann));

  await ann.ownTile('screen').getByRole('button', { name: 'Stop sharing' }).click();
  await expect(ann.button('Share screen')).toBeFocused();
  await expect(ann.ownTile('screen')).toHaveCount(0);
  await expect(ben.tileOf(ann, 'screen')).toHaveCount(0);
  await expect(cid.tileOf(ann, 'screen')).toHaveCount(0);
  await expect(ann.button('Share screen')).toHaveAttribute('aria-pressed', 'false');
  await expectCamera(ben.tileOf(ann));
});

test('newcomers also see a shared tab in which nothing moves, until it is closed', async ({
  twoInCall,
  arrive,
  code,
}) => {
  const [ann, ben] = await twoInCall({ ann: sharer('blue') });
  const tab = await openTab(ann, GREEN);
  await ann.toggle('Share screen');
  await expectSharedTab(ben.tileOf(ann, 'screen'), GREEN);
  const cid = await arrive('Cid');
  await cid.join(code);
  await expectSharedTab(cid.tileOf(ann, 'screen'), GREEN);

  await tab.close();
  await expect(ann.ownTile('screen')).toHaveCount(0);
  await expect(ben.tileOf(ann, 'screen')).toHaveCount(0);
  await expect(cid.tileOf(ann, 'screen')).toHaveCount(0);
  await expect(ann.button('Share screen')).toHaveAttribute('aria-pressed', 'false');

  await openTab(ann, RED);
  await ann.toggle('Share screen');
  await expectSharedTab(ben.tileOf(ann, 'screen'), RED);
});

test('two people share at once, and everyone sees each screen in its own colours', async ({
  arrive,
  code,
}) => {
  const ann = await arrive('Ann', sharer('blue'));
  const ben = await arrive('Ben', sharer('orange'));
  const cid = await arrive('Cid');
  for (const person of [ann, ben, cid]) await person.join(code);
  await openTab(ann, RED);
  await openTab(ben, GREEN);
  await Promise.all([ann.toggle('Share screen'), ben.toggle('Share screen')]);

  await expectSharedTab(cid.tileOf(ann, 'screen'), RED);
  await expectSharedTab(cid.tileOf(ben, 'screen'), GREEN);
  await expectSharedTab(ann.tileOf(ben, 'screen'), GREEN);
  await expectSharedTab(ben.tileOf(ann, 'screen'), RED);
  for (const sharer of [ann, ben]) {
    await expect(sharer.ownTile('screen')).toContainText('You’re sharing your screen');
  }

  await ann.toggle('Share screen');
  await expect(cid.tileOf(ann, 'screen')).toHaveCount(0);
  await expectSharedTab(cid.tileOf(ben, 'screen'), GREEN);
  await expectCamera(cid.tileOf(ann), 'blue');
  await expectCamera(cid.tileOf(ben), 'orange');
});

test('leaving while sharing removes the screen', async ({ twoInCall }) => {
  const [ann, ben] = await twoInCall({ ann: sharer('blue') });
  await openTab(ann, RED);
  await ann.toggle('Share screen');
  await expectSharedTab(ben.tileOf(ann, 'screen'), RED);
  await ann.leave();
  await expect(ben.tiles).toHaveCount(1);
  await expectCamera(ben.ownTile('camera'));
});
