import { subscriptionFields } from '../lib/subscription-fields.js';
import { scope } from './worker-scope.js';
import type { SubscriptionChangeEvent } from './worker-scope.js';

/** The browser has ended a subscription by itself: makes a new one and tells the server, as long as the session is open. */
export async function renewSubscription({ oldSubscription }: SubscriptionChangeEvent): Promise<void> {
  const { applicationServerKey } = oldSubscription?.options ?? {};
  if (!applicationServerKey) return; // the account page shows that notifications are off
  const options = { userVisibleOnly: true, applicationServerKey };
  const fields = subscriptionFields(await scope.registration.pushManager.subscribe(options));
  if (fields) await fetch('account/notifications', { method: 'POST', body: new URLSearchParams(fields) });
}
