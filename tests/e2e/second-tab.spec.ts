import type { Page } from '@playwright/test';
import { expectAccessible } from './support/accessibility.js';
import { askAsGuest, saveSettings } from './support/meetings.js';
import { DESKTOP, onEveryScreen } from './support/screens.js';
import { expectCamera } from './support/tile-checks.js';
import { expect, test } from './support/test.js';

/** The way on is in sight, on every size of the window. */
async function expectInSight(page: Page, name: string, role: 'button' | 'link'): Promise<void> {
  await onEveryScreen(page, async () => {
    const control = page.getByRole(role, { name });
    await control.scrollIntoViewIfNeeded();
    await expect(control).toBeInViewport({ ratio: 1 });
  });
  await page.setViewportSize(DESKTOP);
}

test('a person moves the call to a second tab and back, and others see one person all along', async ({
  twoInCall,
  arrive,
  code,
}) => {
  const [ann, ben] = await twoInCall();
  await expectCamera(ben.tileOf(ann));
  const tab = await arrive('Ann');
  await tab.openRoom(code);
  await expect(tab.page.getByText('You’re already in this call in another tab. Move it here?')).toBeVisible();
  await expectInSight(tab.page, 'Move the call here', 'button');
  await expectAccessible(tab.page, 'already in the call');

  await tab.page.getByRole('button', { name: 'Move the call here' }).click();
  await expect(tab.ownTile('camera')).toBeVisible();
  tab.id = (await tab.ownTile('camera').getAttribute('data-participant')) ?? '';
  await expectCamera(ben.tileOf(tab));
  await expect(ben.tiles).toHaveCount(2);
  const ended = ann.page.getByRole('heading', { name: 'This call continues in another tab' });
  await expect(ended).toBeFocused();
  await expectInSight(ann.page, 'Bring it back here', 'link');
  await expectAccessible(ann.page, 'the call has been moved');

  await ann.page.getByRole('link', { name: 'Bring it back here' }).click();
  await ann.page.getByRole('button', { name: 'Move the call here' }).click();
  await expect(ann.ownTile('camera')).toBeVisible();
  ann.id = (await ann.ownTile('camera').getAttribute('data-participant')) ?? '';
  await expectCamera(ben.tileOf(ann));
  await expect(ben.tiles).toHaveCount(2);
  await expect(tab.page.getByRole('link', { name: 'Bring it back here' })).toBeVisible();
});

test('a guest moves the call to a second tab of the same browser', async ({ arrive, code }) => {
  const ann = await arrive('Ann');
  await ann.join(code);
  await saveSettings(ann, code, { allowGuests: true });
  const gus = await arrive('Gus', { account: false });
  await gus.openRoom(code);
  await askAsGuest(gus);
  await expect(gus.ownTile('camera')).toBeVisible();
  const tab = await gus.page.context().newPage();
  await tab.goto(`/room/${code}`);
  await tab.getByRole('textbox', { name: 'Your name' }).fill('Gus');
  await tab.getByRole('button', { name: 'Move the call here' }).click();
  await expect(gus.page.getByRole('heading', { name: 'This call continues in another tab' })).toBeVisible();
  await expect(ann.tiles).toHaveCount(2);
});

test('a person who leaves may rejoin or go home', async ({ twoInCall }) => {
  const [ann, ben] = await twoInCall();
  await ann.toolbar.getByRole('button', { name: 'Leave' }).click();
  await expect(ann.page.getByRole('heading', { name: 'You left the meeting' })).toBeFocused();
  await expect(ben.tileOf(ann)).toHaveCount(0);
  await expectInSight(ann.page, 'Rejoin', 'link');
  await expectInSight(ann.page, 'Back to home', 'link');
  await expectAccessible(ann.page, 'after leaving');
  await ann.page.getByRole('link', { name: 'Rejoin' }).click();
  await ann.joinNow();
  await expectCamera(ben.tileOf(ann));
});

test('the browser asks once before a person closes the page while sharing, or alone with an unsent message', async ({
  arrive,
  code,
}) => {
  const ann = await arrive('Ann');
  const asked: string[] = [];
  ann.page.on('dialog', (dialog) => {
    void dialog.dismiss().then(() => asked.push(dialog.type()));
  });
  const closeAndStay = () => ann.page.close({ runBeforeUnload: true });
  await ann.join(code);
  await ann.openPanel('Chat');
  await ann.page.getByRole('textbox', { name: 'Message' }).fill('Not sent yet');
  await closeAndStay();
  await expect.poll(() => asked).toEqual(['beforeunload']);

  await ann.toggle('Share screen');
  await expect(ann.ownTile('screen')).toBeVisible();
  await closeAndStay();
  await expect.poll(() => asked).toEqual(['beforeunload', 'beforeunload']);
  await ann.page.evaluate(() => undefined); // the page has heard the answer, and can be asked again
  const closed = ann.page.waitForEvent('close');
  await closeAndStay();
  await closed;
  expect(asked.length).toBe(2);
});
