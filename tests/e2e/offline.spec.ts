import type { Page } from '@playwright/test';
import { expectAccessible } from './support/accessibility.js';
import { expect, test } from './support/test.js';

/** Waits until the service worker controls the page. */
async function controlled(page: Page): Promise<void> {
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
}

/** The addresses and the texts of everything in the caches. */
function cached(page: Page): Promise<{ path: string; text: string }[]> {
  return page.evaluate(async () => {
    const all = [];
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        const text = await (await cache.match(request))?.text();
        all.push({ path: new URL(request.url).pathname, text: text ?? '' });
      }
    }
    return all;
  });
}

test('while the server is away, pages show a text in the language of the person, and come back by themselves', async ({
  arrive,
  startBuiltServer,
}) => {
  const server = await startBuiltServer();
  const { page } = await arrive('Nora', { server, browser: 'tabs', options: { locale: 'fr-FR' } });
  await page.goto('/home');
  await controlled(page);
  await server.kill();
  for (const path of ['/history', '/room/abc-defg-hjk']) {
    await page.goto(path);
    await expect(page.getByRole('heading', { name: 'Pas de connexion' })).toBeVisible();
    await expect(page).toHaveURL(path);
    expect(await page.locator('.button--primary').evaluate((button) => getComputedStyle(button).color)).toBe(
      'rgb(255, 255, 255)', // the stylesheet is there too
    );
  }
  await expectAccessible(page, 'the offline page');
  await page.goto('/history');
  await server.start();
  await expect(page.getByRole('heading', { name: 'Historique' })).toBeVisible({ timeout: 40_000 });
});

test('the caches hold the offline page and nothing of a person', async ({ arrive, code }) => {
  const { page } = await arrive('Nora', { browser: 'tabs' });
  await page.goto('/home');
  await controlled(page);
  for (const path of ['/home', '/account', '/history', `/room/${code}`, '/offline/en']) await page.goto(path);
  const files = await cached(page);
  const paths = files.map(({ path }) => path.replace(/-[0-9A-Z]{8}\./, '.')).sort();
  expect(paths).toEqual([
    '/build/app.css',
    '/build/offline.en.js',
    '/build/offline.fr.js',
    '/favicon.svg',
    '/language',
    '/offline/en',
    '/offline/fr',
  ]);
  for (const { path, text } of files) expect(text, path).not.toContain('Nora');
});

test('the meeting page registers no service worker and asks for no manifest', async ({ arrive, code }) => {
  const { page } = await arrive('Nora');
  await page.goto(`/room/${code}`);
  await expect(page.getByRole('button', { name: 'Join now' })).toBeVisible();
  expect(await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length)).toBe(0);
  await expect(page.locator('link[rel="manifest"]')).toHaveCount(0);
});

test('a call works under the service worker, and the page loads its scripts past it', async ({
  arrive,
  code,
}) => {
  const ann = await arrive('Ann', { browser: 'tabs', options: { permissions: ['camera', 'microphone'] } });
  await ann.page.goto('/home');
  await controlled(ann.page);
  await ann.join(code);
  await expect(ann.page.getByRole('button', { name: 'Leave' })).toBeVisible();
});
