import type { Page } from '@playwright/test';
import { ForeignSite, postForm } from './support/foreign-site.js';
import type { Person } from './support/people.js';
import { expect, test as base } from './support/test.js';

// Foreign pages try to use the session of a person. docs/security.md lists these attacks.

const test = base.extend<{ foreign: ForeignSite }>({
  // eslint-disable-next-line no-empty-pattern
  foreign: async ({}, use) => {
    const site = await ForeignSite.open();
    await use(site);
    await site.close();
  },
});

/** Opens a foreign page in another tab of the person. Its errors do not count as those of the person's pages. */
async function visit(person: Person, url: string): Promise<Page> {
  const page = await person.page.context().newPage();
  await page.goto(url);
  return page;
}

const PASSWORD = 'seven blue kites';
const FORMS: Record<string, Record<string, string>> = {
  '/meetings': {},
  '/logout': {},
  '/account': { name: 'Changed', language: 'fr' },
  '/account/password': { currentPassword: PASSWORD, newPassword: 'another long phrase' },
  '/account/sessions': { session: 'all', sessionPassword: PASSWORD },
  '/account/export': {},
  '/account/delete': { deletePassword: PASSWORD },
  '/login': { username: 'mallory', password: PASSWORD },
  '/register': { name: 'Mallory', username: 'mallory-2', password: PASSWORD },
};

for (const kind of ['otherSite', 'sameSite'] as const) {
  test(`a foreign page (${kind}) cannot change anything with the session of its visitor`, async ({
    arrive,
    breaches,
    foreign,
    server,
  }) => {
    const vic = await arrive('Vic');
    const page = await visit(vic, foreign[kind]);
    for (const [path, fields] of Object.entries(FORMS))
      expect(await postForm(page, server.origin + path, fields), path).toBe(403);
    const outcomes = await page.evaluate(tryRequests, server.origin);
    expect(outcomes).toEqual({ read: 'refused', json: 'refused', text: 'refused', socket: 'refused' });
    breaches.length = 0; // the requests of the foreign page

    await vic.page.goto('/account');
    await expect(vic.page.getByLabel('Name', { exact: true })).toHaveValue('Vic');
    await vic.page.goto('/home');
    await expect(vic.page.getByText('Your meetings will appear here')).toBeVisible();
  });

  test(`a foreign page (${kind}) can neither show Parley in a frame nor reach a window with it`, async ({
    arrive,
    breaches,
    foreign,
    server,
  }) => {
    const page = await visit(await arrive('Vic'), foreign[kind]);
    for (const path of ['/login', '/home', '/account', '/room/abc-defg-hjk', '/nowhere', '/api/v1/me']) {
      breaches.length = 0;
      await embed(page, server.origin + path);
      await expect.poll(() => breaches.join(), path).toContain("frame-ancestors 'none'");
      for (const frame of page.frames()) expect(frame.url(), path).not.toContain(server.origin);
    }
    breaches.length = 0;

    const opened = page.waitForEvent('popup');
    await page.evaluate((url) => {
      (window as unknown as { popup: Window | null }).popup = window.open(`${url}/home`);
    }, server.origin);
    const popup = await opened;
    await expect(popup.getByRole('heading', { level: 1 })).toContainText('Vic');
    expect(await popup.evaluate(() => window.opener === null)).toBe(true);
    expect(await page.evaluate(() => (window as unknown as { popup: Window }).popup.closed)).toBe(true);
    await popup.close();
    breaches.length = 0;
  });
}

test('a foreign page cannot load the files and answers of Parley as parts of itself', async ({
  arrive,
  breaches,
  foreign,
  server,
}) => {
  const page = await visit(await arrive('Vic'), foreign.sameSite);
  const script = await page.request
    .get('/history')
    .then(async (answer) => /\/build\/[^"]+\.js/.exec(await answer.text())?.[0]);
  expect(script).toBeDefined();
  const load = (tag: string, path: string) =>
    page.evaluate(
      ([name, url]) =>
        new Promise<string>((resolve) => {
          const element = Object.assign(document.createElement(name), { src: url });
          element.addEventListener('load', () => resolve('loaded'));
          element.addEventListener('error', () => resolve('refused'));
          document.body.append(element);
        }),
      [tag, server.origin + path] as const,
    );
  expect(await load('img', '/favicon.svg')).toBe('refused');
  expect(await load('script', script ?? '')).toBe('refused');
  expect(await load('script', '/api/v1/me')).toBe('refused');
  expect(await load('script', '/nowhere')).toBe('refused');
  breaches.length = 0;
});

test('a page of an origin in CORS_ORIGINS can use the API, although it cannot load its answers as parts of itself', async ({
  arrive,
  breaches,
  foreign,
  startBuiltServer,
}) => {
  const server = await startBuiltServer({ CORS_ORIGINS: foreign.sameSite });
  const page = await visit(await arrive('Fay', { server }), foreign.sameSite);
  const outcomes = await page.evaluate(tryRequests, server.origin);
  expect(outcomes).toEqual({ read: 'Fay', json: 'done', text: 'refused', socket: 'open' });
  breaches.length = 0;
});

/** Runs in the page. Tries to read and to change something at `parley` with the cookie. */
async function tryRequests(parley: string): Promise<Record<string, string>> {
  const credentials = 'include';
  const api = `${parley}/api/v1`;
  const read = await fetch(`${api}/me`, { credentials }).then(
    async (answer) => String(((await answer.json()) as { name?: unknown }).name),
    () => 'refused',
  );
  const headers = { 'content-type': 'application/json' };
  const body = '{"title":"Forged"}';
  const json = await fetch(`${api}/meetings`, { method: 'POST', credentials, headers, body }).then(
    () => 'done',
    () => 'refused',
  );
  const text = await fetch(`${parley}/meetings`, { method: 'POST', credentials, mode: 'no-cors', body }).then(
    (answer) => (answer.type === 'opaque' ? 'unreadable' : 'readable'),
    () => 'refused',
  );
  const socket = await new Promise<string>((resolve) => {
    const url = `${parley.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`;
    const connection = new WebSocket(url);
    connection.addEventListener('open', () => {
      resolve('open');
      connection.close();
    });
    connection.addEventListener('error', () => resolve('refused'));
  });
  return { read, json, text, socket };
}

/** Resolves when the frame has loaded or the browser has refused to show it. */
async function embed(page: Page, url: string): Promise<void> {
  await page.evaluate(
    (address) =>
      new Promise<void>((resolve) => {
        const frame = Object.assign(document.createElement('iframe'), { src: address });
        frame.addEventListener('load', () => resolve());
        document.body.replaceChildren(frame);
      }),
    url,
  );
}
