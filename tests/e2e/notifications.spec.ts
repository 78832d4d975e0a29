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

/** The notifications that the browser shows now, sorted by their tags. */
type Notices = { title: string; body: string; tag: string }[];

/**
 * Resolves to a function that waits until the service worker has shown so many notifications since now, and resolves to
 * those on display. It asks the browser only then: Chromium forgets a notification if a page asks for the list while it
 * is being shown.
 */
async function watchNotices(page: Page): Promise<(count: number) => Promise<Notices>> {
  const [worker] = page.context().serviceWorkers();
  if (!worker) throw new Error('The page has no service worker');
  await worker.evaluate(() => {
    const { registration } = self as unknown as { registration: ServiceWorkerRegistration };
    const show = registration.showNotification.bind(registration);
    Object.assign(self, { shown: 0 });
    registration.showNotification = async (...args) => {
      await show(...args);
      (self as unknown as { shown: number }).shown += 1;
    };
  });
  return async (count) => {
    await expect.poll(() => worker.evaluate(() => (self as unknown as { shown: number }).shown)).toBe(count);
    return shownNotices(page);
  };
}

function shownNotices(page: Page): Promise<Notices> {
  return page.evaluate(async () => {
    const notices = await (await navigator.serviceWorker.ready).getNotifications();
    return notices
      .map(({ title, body, tag }) => ({ title, body, tag }))
      .sort((a, b) => a.tag.localeCompare(b.tag));
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
  const noticesAfter = await watchNotices(page);
  await push(page, CALL);
  await push(page, { ...CALL, kind: 'knock', title: 'Ben is waiting to be let in', tag: 'knock-1' });
  const knock = { title: 'Ben is waiting to be let in', body: CALL.body, tag: 'knock-1' };
  expect(await noticesAfter(1)).toEqual([knock]);

  // A call that rang too long ago is a missed call. The clock of the server decides.
  await push(page, { ...CALL, kind: 'missed-call', expiresAt: Date.now() - 1_000 });
  const missed = { title: 'Missed call', body: 'Ada called you.', tag: 'call-1' };
  expect(await noticesAfter(2)).toEqual([missed, knock]);
});

test('a click on a notification closes it and opens its page', async ({ arrive }) => {
  const { page } = await arrive('Nora', { browser: 'tabs' });
  await page.context().grantPermissions(['notifications']);
  await page.goto('/home');
  await activeWorker(page);
  const noticesAfter = await watchNotices(page);
  await push(page, { ...CALL, kind: 'knock' });
  expect(await noticesAfter(1)).toHaveLength(1);
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
