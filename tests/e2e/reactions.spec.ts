import { expectAccessible } from './support/accessibility.js';
import { clickControl, extrasOf } from './support/extras.js';
import { SCREENS } from './support/screens.js';
import { expect, test } from './support/test.js';

test('a reaction shows on the sender’s tile for some seconds, and is announced', async ({ twoInCall }) => {
  const [ann, ben] = await twoInCall();
  await extrasOf(ann);
  await extrasOf(ben);
  for (const screen of SCREENS) {
    await ann.page.setViewportSize(screen);
    await clickControl(ann, 'Reactions');
    const heart = ann.page.getByRole('menuitem', { name: 'Heart' });
    await expect(heart).toBeInViewport({ ratio: 1 });
    await heart.click();
    await expect(ann.page.locator('#live')).toHaveText('You reacted: Heart');
    await expect(ann.ownTile('camera').locator('[data-reaction="heart"]').last()).toBeInViewport();
    await expect(ben.tileOf(ann).locator('[data-reaction="heart"]').last()).toBeVisible();
    await expect(ben.page.locator('#live')).toHaveText(/^Ann reacted: Heart/);
  }
  await expect(ben.tileOf(ann).locator('.reaction')).toHaveCount(0, { timeout: 10_000 });
});

test('people react with the keyboard alone, and not too often', async ({ twoInCall }) => {
  const [ann, ben] = await twoInCall();
  await extrasOf(ann);
  await extrasOf(ben);
  const button = ann.toolbar.getByRole('button', { name: 'Reactions' });
  await button.focus();
  await ann.page.keyboard.press('Enter');
  await expect(ann.page.getByRole('menuitem', { name: 'Thumbs up' })).toBeFocused();
  await expectAccessible(ann.page, 'the menu of the reactions');
  await ann.page.keyboard.press('ArrowDown');
  await ann.page.keyboard.press('Enter');
  await expect(ben.tileOf(ann).locator('[data-reaction="thumbs-down"]')).toBeVisible();
  await expect(button).toBeFocused();
  await expectAccessible(ann.page, 'a call with a reaction');
  // Faster than any keyboard, so that a slow computer reaches the limit too.
  await ann.page.evaluate(() => {
    for (let count = 0; count < 12; count++) {
      document.querySelector<HTMLButtonElement>('#reactions-button')?.click();
      document.querySelector<HTMLButtonElement>('#reactions-menu button')?.click();
    }
  });
  await expect(ann.page.locator('.notice').filter({ hasText: 'You’re doing that too fast.' })).toHaveCount(1);
});
