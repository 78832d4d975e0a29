import { arrowTo } from './support/keyboard.js';
import { SCREENS } from './support/screens.js';
import { overlap } from './support/overlap.js';
import { expect, test } from './support/test.js';

test('tooltips of icons come with pointer and focus, go with Escape, and cover no name', async ({
  twoInCall,
}) => {
  const [ann, ben] = await twoInCall({ ann: { options: { viewport: { width: 390, height: 844 } } } });
  const { page, toolbar } = ann;
  const tooltip = page.locator('.tooltip');
  const control = (name: string) => toolbar.getByRole('button', { name, exact: true });
  const caption = ann.tileOf(ben).locator('.tile__caption');

  await arrowTo(page, control('Camera'));
  await expect(tooltip).toHaveText(/^Stop camera \(.+\)$/);
  await page.keyboard.press('ArrowLeft');
  await expect(tooltip).toHaveText(/^Mute \(.+\)$/);
  await page.keyboard.press('Space');
  await expect(tooltip).toHaveText(/^Unmute \(.+\)$/);
  for (const viewport of SCREENS) {
    await page.setViewportSize(viewport);
    // The page hears of its new size with the next frame, and hides the tooltip then.
    await page.evaluate(() => new Promise(requestAnimationFrame));
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowLeft');
    await expect(tooltip).toBeInViewport({ ratio: 1 });
    expect(await overlap(tooltip, caption), `at ${viewport.width}`).toBe(false);
  }
  await page.keyboard.press('Escape');
  await expect(tooltip).toBeHidden();

  await control('Leave').hover();
  await expect(tooltip).toHaveText('Leave');
  await tooltip.hover();
  await expect(tooltip).toBeVisible();
  await page.locator('.call__title').hover();
  await expect(tooltip).toBeHidden();
  await control('Leave').hover();
  await page.keyboard.press('Escape');
  await expect(tooltip).toBeHidden();

  await ann.tileOf(ben).hover();
  await ann.tileOf(ben).getByRole('button', { name: 'Pin Ben' }).hover();
  await expect(tooltip).toHaveText('Pin Ben');
  await ann.openPanel('People');
  await expect(tooltip).toBeHidden();
  await page.getByRole('button', { name: 'Close people' }).hover();
  await expect(tooltip).toHaveText('Close people');
  await page.getByRole('button', { name: 'Close people' }).click();
  await expect(tooltip).toBeHidden();

  // The first Escape hides the tooltip, and the second one closes the panel.
  await arrowTo(page, control('People'));
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Shift+Tab');
  await expect(tooltip).toHaveText('Close people');
  await page.keyboard.press('Escape');
  await expect(tooltip).toBeHidden();
  await expect(page.getByRole('region', { name: 'People' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('region', { name: 'People' })).toBeHidden();
});
