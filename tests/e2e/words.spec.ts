import type { Locator } from '@playwright/test';
import { statusOf } from './support/meetings.js';
import { expect, test } from './support/test.js';

const ARABIC = 'محمد علي';
const LONG = 'Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewiss';

test('names in Arabic and long names keep their place in the call, on a phone too', async ({
  arrive,
  code,
}) => {
  const ann = await arrive('Ann', { options: { viewport: { width: 390, height: 844 } } });
  const [omar, wolf] = [await arrive('Omar'), await arrive('Wolf')];
  for (const [person, name] of [
    [omar, ARABIC],
    [wolf, LONG.slice(0, 60)],
  ] as const) {
    await person.page.goto('/account');
    await person.page.getByLabel('Name', { exact: true }).fill(name);
    await person.page.getByRole('button', { name: 'Save' }).first().click();
    await expect(person.page.getByRole('status').first()).toContainText('saved');
  }
  await ann.join(code);
  await omar.join(code);
  // The isolating characters keep the name apart from the sentence.
  await expect(statusOf(ann, `\u2068${ARABIC}\u2069 joined`)).toBeAttached();
  await wolf.join(code);
  await expect(ann.tiles).toHaveCount(3);
  await expect(ann.tileOf(omar).locator('.tile__name')).toHaveCSS('direction', 'rtl');
  const name = ann.tileOf(wolf).locator('.tile__name');
  await expect(name).toHaveCSS('text-overflow', 'ellipsis');
  expect(await isInside(name, ann.tileOf(wolf)), 'the name is inside its tile').toBe(true);

  await ann.toolbar.getByRole('button', { name: 'More' }).click();
  const people = await ann.openPanel('People');
  const entry = people.getByRole('listitem').filter({ hasText: LONG.slice(0, 60) });
  const inList = entry.locator('.person__name');
  // There is room for the whole name, in several lines.
  expect(await inList.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
  expect((await inList.boundingBox())?.height).toBeGreaterThan(40);
  await expect(people.getByRole('listitem').filter({ hasText: ARABIC }).locator('.person__name')).toHaveCSS(
    'text-align',
    'left',
  );
  expect(await ann.page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
});

test('messages of one person are grouped, www addresses are links, and a refused message says why', async ({
  twoInCall,
}) => {
  const [ann, ben] = await twoInCall();
  await ann.openPanel('Chat');
  await ben.openPanel('Chat');
  await ann.sendMessage('مرحبا');
  await expect(ben.messages).toHaveCount(1);
  await expect(ben.messages.first().locator('.message__text')).toHaveCSS('direction', 'rtl');
  await ann.sendMessage('see www.example.org/a.');
  await expect(ben.messages.last().getByRole('link')).toHaveAttribute('href', 'https://www.example.org/a');
  await ben.sendMessage('Thanks');
  await expect(ann.messages).toHaveCount(3);
  const isHeadShown = async (message: Locator) =>
    ((await message.locator('.message__head').boundingBox())?.width ?? 0) > 10;
  expect(await Promise.all((await ann.messages.all()).map(isHeadShown))).toEqual([true, false, true]);

  // Faster than any keyboard, so that a slow computer reaches the limit too.
  await ann.page.getByRole('textbox', { name: 'Message' }).evaluate((box: HTMLTextAreaElement) => {
    for (let index = 0; index < 30; index++) {
      box.value = `message ${index}`;
      box.form?.requestSubmit();
    }
  });
  const refused = ann.messages.filter({ hasText: 'written many messages in a short time' });
  await expect(refused.first()).toBeVisible();
  const [failed] = (await refused.first().locator('.message__text').allTextContents()) as [string];
  const arrived = ben.messages.filter({ has: ben.page.getByText(failed, { exact: true }) });
  await expect(async () => {
    if ((await arrived.count()) === 0)
      await ann.messages
        .filter({ has: ann.page.getByText(failed, { exact: true }) })
        .getByRole('button', { name: 'Try again' })
        .click({ timeout: 1_000 });
    await expect(arrived).toHaveCount(1, { timeout: 2_000 });
  }).toPass();
});

async function isInside(inner: Locator, outer: Locator): Promise<boolean> {
  const [a, b] = [await inner.boundingBox(), await outer.boundingBox()];
  return a !== null && b !== null && a.x >= b.x && a.x + a.width <= b.x + b.width;
}
