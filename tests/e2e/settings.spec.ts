import { expectAccessible } from './support/accessibility.js';
import { clickControl, extrasOf } from './support/extras.js';
import { SCREENS } from './support/screens.js';
import { expectSound, recordSounds } from './support/sounds.js';
import { expect, test } from './support/test.js';

test('the settings test microphone and speaker, and fit on every screen', async ({ arrive, code }) => {
  const ann = await arrive('Ann');
  await recordSounds(ann.page);
  await ann.join(code);
  await extrasOf(ann);
  const dialog = ann.page.getByRole('dialog', { name: 'Settings' });
  for (const screen of SCREENS) {
    await ann.page.setViewportSize(screen);
    await clickControl(ann, 'Settings');
    await expect(dialog).toBeInViewport({ ratio: 1 });
    await expect(dialog.getByRole('button', { name: 'Done' })).toBeInViewport({ ratio: 1 });
    await expect(dialog.getByRole('combobox', { name: 'Microphone device' })).toBeInViewport({ ratio: 1 });
    await expectAccessible(ann.page, `the settings at ${String(screen.width)}`);
    await ann.page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    const name = screen.width < 640 ? 'More' : 'Settings';
    await expect(ann.toolbar.getByRole('button', { name, exact: true })).toBeFocused();
  }
  await clickControl(ann, 'Settings');
  const camera = dialog.getByLabel('Your camera picture');
  await expect
    .poll(() => camera.evaluate((video) => (video as HTMLVideoElement).currentTime))
    .toBeGreaterThan(0);
  await dialog.getByRole('button', { name: 'Done' }).click();
  await ann.toggle('Microphone'); // the test also measures a muted microphone
  await clickControl(ann, 'Settings');
  const meter = dialog.getByRole('meter', { name: 'Microphone level' });
  await expect
    .poll(() => meter.evaluate((element) => (element as HTMLMeterElement).value))
    .toBeGreaterThan(0.2);
  await dialog.getByRole('button', { name: 'Play a test sound' }).click();
  await expectSound(ann.page, 440, 554, 659);
  await expect(dialog.getByRole('button', { name: 'Play a test sound' })).toBeVisible();
});

test('theme and language are remembered, without JavaScript too', async ({ arrive, code }) => {
  const ann = await arrive('Lea');
  await ann.page.emulateMedia({ colorScheme: 'light' });
  await ann.join(code);
  await clickControl(ann, 'Settings');
  const dialog = ann.page.getByRole('dialog', { name: 'Settings' });
  await dialog.getByRole('combobox', { name: 'Theme' }).selectOption('dark');
  await expect(dialog.getByRole('status')).toHaveText(/^Saved\. Your other pages use this theme/);
  await dialog.getByRole('combobox', { name: 'Language' }).selectOption('fr');
  await expect(dialog.getByRole('status')).toHaveText(/^Saved\. Your pages use this language/);
  await dialog.getByRole('combobox', { name: 'Language' }).selectOption('en');
  await expect(dialog.getByRole('status')).toHaveText(/^Saved\. Your pages use this language/);
  await dialog.getByRole('button', { name: 'Done' }).click();
  await ann.leave();

  const expectGround = (colour: string) =>
    expect(ann.page.locator('body')).toHaveCSS('background-color', colour);
  await expectGround('rgb(16, 22, 20)');
  await ann.page.goto('/account');
  await expectAccessible(ann.page, 'the account page in the dark theme');
  await ann.page.getByRole('combobox', { name: 'Theme' }).selectOption('light');
  await ann.page.getByRole('button', { name: 'Save theme' }).click();
  await ann.page.emulateMedia({ colorScheme: 'dark' });
  await expectGround('rgb(247, 249, 248)');
  await ann.page.getByRole('combobox', { name: 'Theme' }).selectOption('system');
  await ann.page.getByRole('button', { name: 'Save theme' }).click();
  await expect(ann.page.getByRole('combobox', { name: 'Theme' })).toHaveValue('system');
  await expectGround('rgb(16, 22, 20)');
});

test('the key ? lists the shortcuts, but never in a text field', async ({ arrive, code }) => {
  const ann = await arrive('Ann');
  await ann.join(code);
  await extrasOf(ann);
  const dialog = ann.page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  for (const screen of SCREENS) {
    await ann.page.setViewportSize(screen);
    await ann.page.keyboard.press('?');
    await expect(dialog).toBeInViewport({ ratio: 1 });
    await expect(dialog).toContainText('Ctrl+D');
    await expectAccessible(ann.page, `the shortcuts at ${String(screen.width)}`);
    await ann.page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
  }
  await ann.openPanel('Chat');
  const message = ann.page.getByRole('textbox', { name: 'Message' });
  await message.pressSequentially('Is it on? ');
  await expect(message).toHaveValue('Is it on? ');
  await expect(dialog).toBeHidden();
  await ann.page.keyboard.press('Escape');

  await clickControl(ann, 'Settings');
  await ann.page.getByRole('checkbox', { name: 'Shortcuts with a single key' }).uncheck();
  await ann.page.getByRole('button', { name: 'Done' }).click();
  await ann.page.keyboard.press('?');
  await clickControl(ann, 'Settings');
  await expect(dialog).toBeHidden();
  await ann.page.getByRole('button', { name: 'Show all shortcuts' }).click();
  await expect(dialog).toBeVisible();
});

test('a muted person talks while they hold the space bar', async ({ twoInCall }) => {
  const [ann, ben] = await twoInCall();
  await extrasOf(ann);
  const mic = ann.button('Microphone');
  const hears = ben.tileOf(ann).getByRole('img', { name: 'Microphone off' });
  await ann.toggle('Microphone');
  await expect(hears).toBeVisible();

  await ann.page.locator('#stage').click({ position: { x: 5, y: 5 } });
  await ann.page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await ann.page.keyboard.down(' ');
  await expect(mic).toHaveAttribute('aria-pressed', 'true');
  await expect(hears).toBeHidden();
  await ann.page.keyboard.up(' ');
  await expect(mic).toHaveAttribute('aria-pressed', 'false');
  await expect(hears).toBeVisible();

  // The button has the focus after the join: holding the key talks, and pressing it toggles.
  await mic.focus();
  await ann.page.keyboard.down(' ');
  await ann.page.keyboard.down(' ');
  await expect(mic).toHaveAttribute('aria-pressed', 'true');
  await ann.page.keyboard.up(' ');
  await expect(mic).toHaveAttribute('aria-pressed', 'false');
  await ann.page.keyboard.press(' ');
  await expect(mic).toHaveAttribute('aria-pressed', 'true');
  await ann.page.keyboard.press(' ');
  await expect(mic).toHaveAttribute('aria-pressed', 'false');

  await ann.openPanel('Chat');
  await ann.page.getByRole('textbox', { name: 'Message' }).pressSequentially('a b');
  await expect(mic).toHaveAttribute('aria-pressed', 'false');
});
