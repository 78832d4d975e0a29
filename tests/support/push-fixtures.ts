import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { PushSubscriptionModel } from '../../src/models/push-subscription.js';
import { UserModel } from '../../src/models/user.js';
import { startHouse } from './meeting-people.js';
import type { House } from './meeting-people.js';
import { PushBrowser } from './push-browser.js';
import { PushService } from './push-service.js';
import type { ServerOptions, TestServer } from './start-server.js';

export interface PushHouse extends House {
  readonly push: PushService;
  userId(username: string): Promise<string>;
  /** The number of subscriptions of a user in the database. */
  deviceCount(userId: string): Promise<number>;
}

/** A server whose notices go to a push service in this process. */
export async function startWithPush(t: TestContext, options: ServerOptions = {}): Promise<PushHouse> {
  const push = new PushService();
  const house = await startHouse(t, { ...options, pushTransport: push.transport });
  return {
    ...house,
    push,
    userId: async (username) => String((await UserModel.findOne({ username }).lean().orFail())._id),
    deviceCount: (userId) => PushSubscriptionModel.countDocuments({ user: userId }),
  };
}

/** Turns notifications on for the session of this cookie, as the account page does. */
export async function turnOn(
  { url }: Pick<TestServer, 'url'>,
  cookie: string,
  headers: Record<string, string> = {},
  browser = new PushBrowser(),
): Promise<PushBrowser> {
  const response = await sendSubscription(url, cookie, browser.fields(), headers);
  assert.equal(response.headers.get('location'), '/account?notifications-on#notifications');
  return browser;
}

export function sendSubscription(
  url: string,
  cookie: string,
  fields: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${url}/account/notifications`, {
    method: 'POST',
    body: new URLSearchParams(fields),
    headers: { cookie, ...headers },
    redirect: 'manual',
  });
}

/** The public key that the account page offers to browsers. */
export function keyOf(page: string): string {
  const [, key = ''] = /data-key="([\w-]+)"/.exec(page) ?? [];
  assert.equal(Buffer.from(key, 'base64url').length, 65);
  return key;
}
