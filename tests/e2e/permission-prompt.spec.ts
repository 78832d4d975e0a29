import type { Page } from '@playwright/test';
import { expectAccessible } from './support/accessibility.js';
import { onEveryScreen } from './support/screens.js';
import { expect, test } from './support/test.js';

declare global {
  interface Window {
    /** Answers the permission prompt, which the headless browser does not have. */
    allow(): void;
  }
}

/** The page behaves as on a first visit: the browser asks, and hides the devices until the person answers. */
async function askFirst(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const { mediaDevices, permissions } = navigator;
    const open = mediaDevices.getUserMedia.bind(mediaDevices);
    const list = mediaDevices.enumerateDevices.bind(mediaDevices);
    let isAllowed = false;
    const answer = new Promise<void>((resolve) => {
      window.allow = () => {
        isAllowed = true;
        resolve();
      };
    });
    permissions.query = () =>
      Promise.resolve({ state: isAllowed ? 'granted' : 'prompt' } as PermissionStatus);
    mediaDevices.getUserMedia = async (constraints) => {
      await answer;
      return open(constraints);
    };
    mediaDevices.enumerateDevices = async () => {
      if (isAllowed) return list();
      return ['audioinput', 'videoinput', 'audiooutput'].map(
        (kind) => ({ kind, deviceId: '', groupId: '', label: '' }) as MediaDeviceInfo,
      );
    };
  });
}

test('on a first visit the page says what the browser asks, and shows no fault', async ({ arrive, code }) => {
  const ann = await arrive('Ann');
  const { page } = ann;
  await askFirst(page);
  await ann.openRoom(code);
  const sentence = page.getByText('Your browser is asking about your camera and microphone. Choose “Allow”');
  await expect(sentence).toBeVisible();
  const prejoin = page.locator('#prejoin');
  for (const device of ['Microphone device', 'Camera device']) {
    await expect(prejoin.getByLabel(device)).toHaveText('Waiting for permission');
  }
  await expect(prejoin.getByLabel('Speaker device')).toHaveText('System default');
  for (const device of ['Microphone', 'Camera'] as const) {
    await expect(ann.button(device)).toHaveAttribute('aria-pressed', 'mixed');
  }
  await expect(page.getByText('None found')).toHaveCount(0);
  await expect(page.getByText(/starting/)).toHaveCount(0);
  await expectAccessible(page, 'the page while the browser asks');
  await onEveryScreen(page, async () => {
    await expect(sentence).toBeInViewport({ ratio: 1 });
    await ann.joinButton.click({ trial: true });
  });

  await ann.joinNow();
  await expect(page.locator('#notices').filter({ has: sentence })).toBeVisible();
  await expect(ann.ownTile('camera')).toContainText('Waiting for permission');
  await expect(ann.button('Microphone')).toHaveAttribute('aria-pressed', 'mixed');

  await page.evaluate(() => {
    window.allow();
  });
  for (const device of ['Microphone', 'Camera'] as const) {
    await expect(ann.button(device)).toHaveAttribute('aria-pressed', 'true');
  }
  await expect(ann.ownTile('camera').getByText('Waiting for permission')).toBeHidden();
  await expect(ann.ownTile('camera').getByRole('img', { name: 'Microphone off' })).toBeHidden();
  await ann.toolbar.getByRole('button', { name: 'Settings' }).click();
  await expect(page.getByRole('dialog').getByLabel('Camera device')).not.toHaveText('Waiting for permission');
});
