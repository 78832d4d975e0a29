import type { BrowserContext, CDPSession, Page } from '@playwright/test';
import type { PushPayload } from '../../src/shared/push-payload.js';
import { PushBrowser } from '../support/push-browser.js';
import { expectAccessible } from './support/accessibility.js';
import { expect, test } from './support/test.js';

const CALL: PushPayload = {
  kind: 'incoming-call',
  title: 'Ada is calling you',
  body: 'Open Parley to answer.',
  lang: 'en',
  tag: 'call-1',
  path: '/history',
  expiresAt: null,
  late: { title: 'Missed call', body: 'Ada called you.' },
};

/** Browsers in tests cannot reach a push service, so the page gets a subscription with real keys. */
async function bringPushService(context: BrowserContext): Promise<void> {
  await context.addInitScript((fields) => {
    let isSubscribed = false;
    const subscription = {
      toJSON: () => ({ endpoint: fields.endpoint, keys: fields }),
      unsubscribe: () => Promise.resolve((isSubscribed = false)),
    };
    Object.assign(PushManager.prototype, {
      subscribe: () => {
        localStorage.setItem('subscribed', 'yes');
        return Promise.resolve(subscription);
      },
      getSubscription: () =>
        Promise.resolve(isSubscribed || localStorage.getItem('subscribed') ? subscription : null),
    });
  }, new PushBrowser().fields());
}

/** Waits until the service worker of the page is active. */
async function activeWorker(page: Page): Promise<void> {
  await page.evaluate(async () => (await navigator.serviceWorker.ready).active?.state);
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
}

/** Delivers a message to the service worker, as the push service of the browser does. */
async function push(page: Page, payload: PushPayload): Promise<void> {
  const cdp: CDPSession = await page.context().newCDPSession(page);
  const registered = new Promise<string>((resolve) => {
    cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const [registration] = registrations;
      if (registration) resolve(registration.registrationId);
    });
  });
  await cdp.send('ServiceWorker.enable');
  await cdp.send('ServiceWorker.deliverPushMessage', {
    origin: new URL(page.url()).origin,
    registrationId: await registered,
    data: JSON.stringify(payload),
  });
  await cdp.detach();
}

function shownNotices(page: Page): Promise<{ title: string; body: string; tag: string }[]> {
  return page.evaluate(async () => {
    const notices = await (await navigator.serviceWorker.ready).getNotifications();
    return notices.map(({ title, body, tag }) => ({ title, body, tag }));
  });
}

test('people turn notifications on and off, and the page asks for permission only then', async ({
  arrive,
}) => {
  const { page } = await arrive('Nora', { browser: 'tabs' });
  await bringPushService(page.context());
  await page.addInitScript(() => {
    const ask = Notification.requestPermission.bind(Notification);
    Notification.requestPermission = (...args) => {
      document.documentElement.dataset['asked'] = 'yes';
      return ask(...args);
    };
  });
  await page.context().grantPermissions(['notifications']);
  await page.goto('/account');
  const section = page.getByRole('region', { name: 'Notifications' });
  await expect(section.getByText('This device gets no notifications.')).toBeVisible();
  await expect(page.locator('html[data-asked]')).toHaveCount(0);
  await expectAccessible(page, 'the account page with notifications off');

  await section.getByRole('button', { name: 'Turn on notifications' }).press('Enter');
  await expect(section.getByRole('status')).toHaveText('Notifications have been turned on for this device.');
  await expect(section.getByText('This device gets notifications.')).toBeVisible();
  await expect(section.getByRole('button', { name: 'Turn on notifications' })).toBeHidden();
  await expect(section.getByRole('listitem')).toHaveText(/ on Linux\s+This device/);
  await expectAccessible(page, 'the account page with notifications on');

  await section.getByRole('button', { name: 'Turn off notifications on this device' }).press('Enter');
  await expect(section.getByRole('status')).toHaveText('Notifications have been turned off for the device.');
  await expect(section.getByText('This device gets no notifications.')).toBeVisible();
});

test('where the browser blocks notifications, the page says what to do', async ({ arrive }) => {
  const { page } = await arrive('Nora');
  await page.addInitScript(() => {
    Object.defineProperty(Notification, 'permission', { value: 'denied' });
  });
  await page.goto('/account');
  const section = page.getByRole('region', { name: 'Notifications' });
  await expect(section.getByText(/Your browser blocks notifications from Parley\./)).toBeVisible();
  await expect(section.getByRole('button')).toHaveCount(0);
});

test('without JavaScript the page says what is needed', async ({ arrive }) => {
  const { page } = await arrive('Nora', { options: { javaScriptEnabled: false } });
  await page.goto('/account');
  await expect(page.getByText(/Notifications need JavaScript\./)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Turn on notifications' })).toBeHidden();
});

test('a message of the push service becomes a notification, except a call that the page rings itself', async ({
  arrive,
}) => {
  const { page } = await arrive('Nora', { browser: 'tabs' });
  await page.context().grantPermissions(['notifications']);
  await page.goto('/home');
  await activeWorker(page);
  await push(page, CALL);
  await push(page, { ...CALL, kind: 'knock', title: 'Ben is waiting to be let in', tag: 'knock-1' });
  await expect
    .poll(() => shownNotices(page))
    .toEqual([{ title: 'Ben is waiting to be let in', body: CALL.body, tag: 'knock-1' }]);

  // A call that rang too long ago is a missed call. The clock of the server decides.
  await push(page, { ...CALL, kind: 'missed-call', expiresAt: Date.now() - 1_000 });
  await expect
    .poll(async () => (await shownNotices(page)).find(({ tag }) => tag === CALL.tag))
    .toEqual({ title: 'Missed call', body: 'Ada called you.', tag: 'call-1' });
});

test('a click on a notification closes it and opens its page', async ({ arrive }) => {
  const { page } = await arrive('Nora', { browser: 'tabs' });
  await page.context().grantPermissions(['notifications']);
  await page.goto('/home');
  await activeWorker(page);
  await push(page, { ...CALL, kind: 'knock' });
  await expect.poll(() => shownNotices(page)).toHaveLength(1);
  const [worker] = page.context().serviceWorkers();
  await worker?.evaluate(async () => {
    const { registration } = self as unknown as { registration: ServiceWorkerRegistration };
    const [notification] = await registration.getNotifications();
    const click = new Event('notificationclick');
    self.dispatchEvent(Object.assign(click, { notification, waitUntil: () => undefined }));
  });
  await expect(page).toHaveURL(/\/history$/);
  expect(await shownNotices(page)).toEqual([]);
});
