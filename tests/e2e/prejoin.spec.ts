import type { BrowserKind } from './support/browsers.js';
import { expectAdvancing, expectCamera, expectNoPicture, expectSound } from './support/tile-checks.js';
import { expect, test } from './support/test.js';

test('the prejoin page shows the own picture, the microphone level and the people in the call', async ({
  arrive,
  code,
}) => {
  const [ann, ben] = [await arrive('Ann'), await arrive('Ben')];
  await ann.openRoom(code);
  await expectAdvancing(ann.page.locator('#prejoin'));
  const level = ann.page.getByRole('meter', { name: 'Microphone level' });
  await expect.poll(() => level.evaluate((meter: HTMLMeterElement) => meter.value)).toBeGreaterThan(0.05);
  await expect(ann.page.getByText('No one else is here yet.')).toBeVisible();
  for (const device of ['Microphone device', 'Camera device', 'Speaker device']) {
    await expect(ann.page.locator('#prejoin').getByLabel(device)).toBeVisible();
  }

  await ben.openRoom(code);
  await ann.joinNow();
  await expect(ben.page.getByText('One person is here.')).toBeVisible();
  await ben.joinNow();
  await expectCamera(ben.tileOf(ann));
  await ben.leave();
  await ben.openRoom(code);
  await expect(ben.page.getByText('Ann is here.')).toBeVisible(); // now the meeting knows Ben
});

test('devices that are off before the call are off in it, and the page remembers that', async ({
  arrive,
  code,
}) => {
  const [ann, ben] = [await arrive('Ann'), await arrive('Ben')];
  await ann.join(code);
  await ben.openRoom(code);
  for (const device of ['Microphone', 'Camera'] as const) {
    await expect(ben.button(device)).toHaveAttribute('aria-pressed', 'true');
    await ben.toggle(device);
    await expect(ben.button(device)).toHaveAttribute('aria-pressed', 'false');
  }
  await ben.joinNow();
  for (const device of ['Microphone', 'Camera'] as const) {
    await expect(ben.button(device)).toHaveAttribute('aria-pressed', 'false');
  }
  await expect(ann.tileOf(ben)).toHaveAttribute('data-state', 'connected');
  await expectNoPicture(ann.tileOf(ben));
  await expect(ann.tileOf(ben).getByRole('img', { name: 'Microphone off' })).toBeVisible();
  await ben.page.reload();
  await expect(ben.button('Camera')).toHaveAttribute('aria-pressed', 'false');
});

interface Lack {
  title: string;
  browser: BrowserKind;
  permissions: string[];
  sentence: RegExp;
  mic: boolean;
  camera: boolean;
}

const LACKS: Lack[] = [
  {
    title: 'with the microphone refused',
    browser: 'tabs',
    permissions: ['camera'],
    sentence: /Parley can’t use your microphone\. Click the icon next to the address, allow/,
    mic: false,
    camera: true,
  },
  {
    title: 'without a camera',
    browser: 'mic-only',
    permissions: [],
    sentence: /No camera found\. Connect one/,
    mic: true,
    camera: false,
  },
  {
    title: 'without camera and microphone',
    browser: 'no-devices',
    permissions: [],
    sentence: /No camera or microphone found\. Connect one/,
    mic: false,
    camera: false,
  },
  {
    title: 'with both refused',
    browser: 'denied',
    permissions: [],
    sentence: /Parley can’t use your camera and microphone\. Allow them/,
    mic: false,
    camera: false,
  },
];

for (const { title, browser, permissions, sentence, mic, camera } of LACKS) {
  test(`a person can join ${title}, and reads what to do about it`, async ({ arrive, code }) => {
    const ann = await arrive('Ann');
    await ann.join(code);
    const ben = await arrive('Ben', { browser, options: { permissions } });
    await ben.openRoom(code);
    await expect(ben.page.getByRole('alert').filter({ hasText: sentence })).toBeVisible();
    await ben.joinNow();
    await expect(ben.button('Microphone')).toHaveAttribute('aria-pressed', String(mic));
    await expect(ben.button('Camera')).toHaveAttribute('aria-pressed', String(camera));
    await expectCamera(ben.tileOf(ann));
    await expectSound(ben.tileOf(ann));
    await expect(ann.tileOf(ben)).toHaveAttribute('data-state', 'connected');
    if (camera) await expectCamera(ann.tileOf(ben));
    else await expectNoPicture(ann.tileOf(ben));
    if (mic) await expectSound(ann.tileOf(ben));
    else await expect(ann.tileOf(ben).getByRole('img', { name: 'Microphone off' })).toBeVisible();
  });
}

test('others are heard on the speaker that the person has chosen before the call', async ({
  arrive,
  code,
}) => {
  const [ann, ben] = [await arrive('Ann'), await arrive('Ben')];
  await ann.join(code);
  await ben.openRoom(code);
  const speakers = ben.page.locator('#prejoin').getByLabel('Speaker device');
  const chosen = await speakers.locator('option').last().getAttribute('value');
  expect(chosen).not.toBe('');
  await speakers.selectOption(chosen);
  await ben.joinNow();
  await expectSound(ben.tileOf(ann));
  await expect(ben.tileOf(ann).locator('video')).toHaveJSProperty('sinkId', chosen);
});
