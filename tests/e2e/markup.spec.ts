import type { Page } from '@playwright/test';
import { expect, test } from './support/test.js';

// A person types markup and scripts into every field. Each test also fails if the content security policy has to stop one.

const NAME = '"><img src=x onerror=alert(1)>';
const TITLE = `</title><script>alert(2)</script><img src=x onerror="alert(3)">`;
const MESSAGES = [
  '<img src=x onerror=alert(4)>',
  '</template><script>alert(5)</script>',
  'javascript:alert(6)',
  'https://example.org/"onmouseover="alert(7)"x="',
  '<svg/onload=alert(8)><iframe srcdoc="<script>alert(9)</script>">',
  '{{constructor.constructor("alert(10)")()}}<%= 7*7 %>',
];
const TYPED = `'"><img src=x onerror=alert(11)><script>alert(12)</script>`;

/** Fails if anything that was typed has become an element. Dialogs are collected by `watchDialogs`. */
async function expectText(page: Page, where: string): Promise<void> {
  const found = page.locator('img[src="x"], script:not([src]), iframe, [onerror], [onmouseover], [onload]');
  await expect(found, where).toHaveCount(0);
}

function watchDialogs(page: Page, dialogs: string[]): void {
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
}

test('names, titles and messages with markup are text on every page and in the call', async ({
  arrive,
  code,
  server,
}) => {
  const dialogs: string[] = [];
  const mallory = await arrive('Mallory');
  const vic = await arrive('Vic');
  for (const { page } of [mallory, vic]) watchDialogs(page, dialogs);
  const headers = { origin: server.origin };
  const saved = await mallory.page.request.post('/account', {
    form: { name: NAME, language: 'en' },
    headers,
  });
  expect(saved.url()).toContain('saved');
  await mallory.join(code);
  const renamed = await mallory.page.request.patch(`/api/v1/meetings/${code}`, {
    data: { title: TITLE },
    headers,
  });
  expect(renamed.status()).toBe(200);

  await vic.openRoom(code);
  await expect(vic.page).toHaveTitle(new RegExp(escaped(TITLE)));
  await expectText(vic.page, 'the page before the call');
  await vic.joinNow();
  await expect(vic.tileOf(mallory)).toContainText(NAME);
  await vic.openPanel('People');
  await expect(vic.page.getByRole('region', { name: 'People' })).toContainText(NAME);
  await vic.openPanel('Chat');
  await mallory.openPanel('Chat');
  for (const message of MESSAGES) await mallory.sendMessage(message);
  await expect(vic.messages).toHaveCount(MESSAGES.length);
  for (const [at, message] of MESSAGES.entries()) await expect(vic.messages.nth(at)).toContainText(message);
  for (const link of await vic.page.getByRole('log').getByRole('link').all())
    expect(await link.getAttribute('href')).toMatch(/^https:\/\/example\.org\/$/);
  await mallory.page.reload();
  await mallory.joinNow();
  await expect(vic.page.locator('body')).toContainText(NAME);
  await expectText(vic.page, 'the call');
  await expectText(mallory.page, 'the call of the author');
  await vic.leave();
  // A person who has been in the call learns names before they join again.
  await vic.openRoom(code);
  await expect(vic.page.getByText(NAME)).toBeVisible();
  await expectText(vic.page, 'the page before the call with names');

  for (const [page, path, shown] of [
    [vic.page, '/home', TITLE],
    [vic.page, '/history', NAME],
    [vic.page, '/history', TITLE],
    [mallory.page, '/home', NAME],
    [mallory.page, '/account', ''],
  ] as const) {
    await page.goto(path);
    await expect(page.locator('body')).toContainText(shown);
    await expectText(page, path);
  }
  await expect(mallory.page.getByLabel('Name', { exact: true })).toHaveValue(NAME);
  expect(dialogs).toEqual([]);
});

test('what a refused form or an address contains is text on the answer', async ({ launch, server }) => {
  const dialogs: string[] = [];
  const page = await (await launch('call')).newPage({ baseURL: server.origin });
  watchDialogs(page, dialogs);
  const fill = async (path: string, button: string, ...labels: string[]) => {
    await page.goto(path);
    for (const label of labels) await page.getByLabel(label, { exact: true }).fill(TYPED);
    await page.getByRole('button', { name: button, exact: true }).click();
    await expect(page).toHaveTitle(/^Error/);
    for (const label of labels.filter((one) => one !== 'Password'))
      await expect(page.getByLabel(label, { exact: true })).toHaveValue(TYPED);
    await expectText(page, path);
  };
  await fill('/register', 'Create account', 'Name', 'Username');
  await fill('/login', 'Log in', 'Username', 'Password');
  await fill('/', 'Join', 'Meeting code');
  const typed = encodeURIComponent(TYPED);
  for (const path of [
    `/${typed}`,
    `/room/${typed}`,
    `/login?next=/${typed}`,
    `/register?next=/${typed}`,
    `/room/x?${typed}`,
  ]) {
    await page.goto(path);
    await expectText(page, path);
  }
  expect(dialogs).toEqual([]);
});

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
