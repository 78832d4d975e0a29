import type { Locator, Page } from '@playwright/test';
import { encode } from 'uqr';
import { expectAccessible } from './support/accessibility.js';
import { tabTo } from './support/keyboard.js';
import { statusOf } from './support/meetings.js';
import { SCREENS } from './support/screens.js';
import { expect, test } from './support/test.js';

for (const viewport of SCREENS) {
  const size = `${viewport.width}×${viewport.height}`;

  test(`${size}: a person alone in a call sees the link with its QR code, and nothing covers them`, async ({
    arrive,
    server,
    code,
  }) => {
    const ann = await arrive('Ann', {
      options: { viewport, permissions: ['clipboard-read', 'clipboard-write', 'camera', 'microphone'] },
    });
    const { page } = ann;
    await ann.join(code);
    const card = page.getByRole('region', { name: /You’re the only one here/ });
    const link = card.getByText(`${server.origin}/room/${code}`);
    const qrCode = card.getByRole('img', { name: 'QR code of the link' });
    const copy = page.getByRole('button', { name: 'Copy link' });
    await expect(link).toBeInViewport({ ratio: 1 });
    await expect(qrCode).toBeInViewport({ ratio: 1 });
    await expect(copy).toHaveCount(1);
    await expectApart(page, ['#invite', '#stage', '.controls', '.call__title']);
    const { data } = encode(`${server.origin}/room/${code}`, { ecc: 'M', border: 4 });
    expect(await drawnModules(qrCode), 'the QR code of the link').toEqual(data);

    await tabTo(page, copy);
    await page.keyboard.press('Enter');
    await expect(statusOf(ann, 'Link copied')).toBeAttached();
    await expectApart(page, ['.notice', '#invite', '.call__title']);
    await expectAccessible(page, `a person alone in a call at ${size}`);

    await page.getByRole('button', { name: 'Rename meeting' }).click();
    await page.keyboard.press('ControlOrMeta+V');
    await expect(page.getByRole('textbox')).toHaveValue(`${server.origin}/room/${code}`);
    await page.keyboard.press('Escape');

    const ben = await arrive('Ben');
    await ben.join(code);
    await expect(card).toBeHidden();
    await expect(copy, 'the button in the head').toBeVisible();
    await ben.leave();
    await expect(card).toBeVisible();
  });

  test(`${size}: the host names the meeting in the call, and everyone sees it everywhere`, async ({
    arrive,
    code,
  }) => {
    const [ann, ben] = [
      await arrive('Ann', { options: { viewport } }),
      await arrive('Ben', { options: { viewport } }),
    ];
    await ann.openRoom(code);
    await expect(ann.page.locator('#prejoin').getByText('Your name: Ann')).toBeVisible();
    await ann.joinNow();
    await ben.join(code);
    const title = `Spring plans ${code.slice(-6)}`;
    await expect(ben.page.getByRole('button', { name: 'Rename meeting' })).toBeHidden();
    const rename = ann.page.getByRole('button', { name: 'Rename meeting' });
    const field = ann.page.getByRole('textbox', { name: 'Title of the meeting' });
    await rename.click();
    await expect(field).toBeFocused();
    await expect(field).toHaveValue(code);
    await expectAccessible(ann.page, `the form that renames a meeting at ${size}`);
    await ann.page.keyboard.type('Never mind');
    await ann.page.keyboard.press('Escape');
    await expect(field).toBeHidden();
    await expect(rename).toBeFocused();
    await ann.page.keyboard.press('Enter');
    await expect(field).toHaveValue(code);
    await ann.page.keyboard.type(title);
    await ann.page.keyboard.press('Enter');
    for (const { page } of [ann, ben]) {
      await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
      await expect(page).toHaveTitle(`● ${title} · Parley`);
    }
    await expect(statusOf(ben, `This meeting is now called “${title}”.`)).toBeAttached();
    await expect(rename).toBeFocused();
    const clock = ben.page.getByRole('timer', { name: 'Duration of the call' });
    await expect(clock).toHaveText(/^\d+:\d\d$/);
    const before = await clock.textContent();
    await expect(clock).not.toHaveText(before ?? '');

    await ben.leave();
    const row = ben.page.getByRole('listitem').filter({ hasText: title });
    await expect(row).toContainText(/Ann and Ben$|Ann and Ben\s/);
    await expect(row).toContainText(code);
    await expect(row.locator('time')).toHaveAttribute('datetime', /^\d{4}-/);
    await row.getByRole('link').first().scrollIntoViewIfNeeded();
    await expectAccessible(ben.page, `the recent meetings at ${size}`);
    await row.getByRole('link').first().click();
    await expect(ben.page.locator('#prejoin').getByText(title)).toBeInViewport();
    await expect(ben.joinButton).toBeInViewport({ ratio: 1 });
    await expectAccessible(ben.page, `the page before a call with a title at ${size}`);
  });
}

test('the share sheet appears where the browser has one, and closing it is no problem', async ({
  arrive,
  server,
  code,
}) => {
  const ann = await arrive('Ann');
  const { page } = ann;
  await page.addInitScript(() => {
    const shared: unknown[] = [];
    Object.assign(window, { shared });
    Object.assign(navigator, {
      share: (data: unknown) => {
        shared.push(data);
        return Promise.reject(
          new DOMException('closed', shared.length > 1 ? 'NotAllowedError' : 'AbortError'),
        );
      },
    });
  });
  await ann.join(code);
  const share = page.getByRole('button', { name: 'Share…' });
  await share.click();
  expect(await page.evaluate(() => Reflect.get(window, 'shared') as unknown)).toEqual([
    { url: `${server.origin}/room/${code}` },
  ]);
  await share.click();
  await expect(statusOf(ann, 'Couldn’t share the link. Copy it instead.')).toBeAttached();
});

test('a title that cannot be used, and a server that is away, keep the form open and say why', async ({
  arrive,
  code,
}) => {
  const ann = await arrive('Ann');
  await ann.join(code);
  const field = ann.page.getByRole('textbox', { name: 'Title of the meeting' });
  await ann.page.getByRole('button', { name: 'Rename meeting' }).click();
  await field.fill('a\u202eb');
  await field.press('Enter');
  await expect(statusOf(ann, 'This title can’t be used. Try another one.')).toBeAttached();
  await expect(field).toBeVisible();
  expect(ann.errors.splice(0), 'the refusal in the console').toEqual([expect.stringContaining('422')]);
  await ann.page.route('**/api/v1/meetings/**', (route) => route.abort());
  await field.fill('Plans');
  await field.press('Enter');
  await expect(statusOf(ann, 'Couldn’t change the title. Check your connection')).toBeAttached();
  await expect(field).toHaveValue('Plans');
});

/** Whether the visible elements at these selectors lie beside each other. */
async function expectApart(page: Page, selectors: string[]): Promise<void> {
  const overlaps = await page.evaluate((all) => {
    const boxes = all.flatMap((selector) =>
      [...document.querySelectorAll(selector)]
        .map((element) => ({ selector, box: element.getBoundingClientRect() }))
        .filter(({ box }) => box.width > 0),
    );
    return boxes.flatMap((one, index) =>
      boxes
        .slice(index + 1)
        .filter(
          ({ selector, box }) =>
            selector !== one.selector &&
            box.left < one.box.right &&
            box.right > one.box.left &&
            box.top < one.box.bottom &&
            box.bottom > one.box.top,
        )
        .map(({ selector }) => `${one.selector} ${selector}`),
    );
  }, selectors);
  expect(overlaps).toEqual([]);
}

/** The modules of a QR code as its path draws them; true is dark. */
async function drawnModules(svg: Locator): Promise<boolean[][]> {
  const size = Number((await svg.getAttribute('viewBox'))?.split(' ').at(-1));
  const path = (await svg.locator('path').getAttribute('d')) ?? '';
  const rows = Array.from({ length: size }, () => Array<boolean>(size).fill(false));
  for (const [, x, y, length] of path.matchAll(/M(\d+),(\d+)h(\d+)v1h-\d+z/g)) {
    rows[Number(y)]?.fill(true, Number(x), Number(x) + Number(length));
  }
  return rows;
}
