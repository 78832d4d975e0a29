import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { UserModel } from '../../src/models/user.js';
import { payloads } from '../../src/realtime/socket-schemas.js';
import { routesOf } from '../support/app-routes.js';
import { outcomeOf, startHouse } from '../support/meeting-people.js';
import type { House } from '../support/meeting-people.js';
import { BODIES, EVENTS, ROLES, ROUTES } from '../support/role-tables.js';
import type { Role } from '../support/role-tables.js';
import { TestPage } from '../support/test-page.js';

// Compares what every route and every event of the socket does for everyone with a table. A route or an event without a
// line in the table fails the test.

const NAMES = {
  user: 'Uma',
  invited: 'Ivy',
  removed: 'Rex',
  'co-host': 'Coy',
  host: 'Hal',
  admin: 'Ada',
} as const;

interface Scene {
  readonly house: House;
  readonly code: string;
  /** The connected page of each role but the stranger. */
  readonly pages: ReadonlyMap<Role, TestPage>;
  readonly cookies: ReadonlyMap<Role, string>;
  /** A participant on whom tools can be used. */
  newTarget(): Promise<string>;
}

/** A call with a host, a co-host, an invited person, a guest, and a person who was removed. */
async function startScene(t: TestContext): Promise<Scene> {
  const house = await startHouse(t);
  const targets = Array.from({ length: 8 }, (_, at) => `Tom${at}`);
  const code = await house.meeting(NAMES.host, {
    access: 'invited',
    allowGuests: true,
    invited: ['ivy', 'rex', 'coy', ...targets.map((name) => name.toLowerCase())],
  });
  const pages = new Map<Role, TestPage>();
  const cookies = new Map<Role, string>([['stranger', '']]);
  for (const [role, name] of Object.entries(NAMES) as [Role, string][]) {
    pages.set(role, await house.page(name));
    cookies.set(role, await house.cookie(name));
  }
  await UserModel.updateOne({ username: 'ada' }, { $set: { isAdmin: true } });
  const page = (role: Role) => pages.get(role) ?? assert.fail(role);
  for (const role of ['host', 'co-host', 'invited', 'removed'] as const) await page(role).join(code);
  const opened = await fetch(`${house.url}/room/${code}`);
  const guestCookie = opened.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  cookies.set('guest', guestCookie);
  const guest = await new TestPage(house.url, { cookie: guestCookie }).connected();
  t.after(() => {
    guest.close();
  });
  pages.set('guest', guest);
  assert.equal(await outcomeOf(guest, code, { name: 'Gil' }), 'waiting');
  await page('host').get('admit', {});
  await guest.next('admitted');
  await outcomeOf(guest, code, { name: 'Gil' });
  await page('host').get('co-host', { participantId: page('co-host').participantId, isCoHost: true });
  await page('host').get('remove', { participantId: page('removed').participantId });
  return {
    house,
    code,
    pages,
    cookies,
    async newTarget() {
      const target = await house.page(targets.pop() ?? assert.fail('there are too few targets'));
      await target.join(code);
      return target.participantId;
    },
  };
}

test('every route answers every kind of person as the table says', async (t) => {
  const { house, code, cookies } = await startScene(t);
  const routes = routesOf(house.app);
  assert.deepEqual([...new Set(routes)].sort(), Object.keys(ROUTES).sort());
  const mistakes: string[] = [];
  for (const [route, row] of Object.entries(ROUTES))
    for (const role of ROLES) {
      const outcome = await visit(house, route, code, cookies.get(role) ?? '');
      if (outcome !== row[role]) mistakes.push(`${route} as ${role}: ${outcome} instead of ${row[role]}`);
    }
  assert.deepEqual(mistakes, []);
});

async function visit({ url }: House, route: string, code: string, cookie: string): Promise<string> {
  const [method = '', pattern = ''] = route.split(' ');
  const path = pattern
    .replace(':code', code)
    .replace(':action', pattern.includes('/admin/') ? 'disable' : 'add')
    .replace(/:\w+/, 'f'.repeat(24));
  const isApi = path.startsWith('/api/');
  const fields = JSON.stringify(BODIES[route] ?? {}).replaceAll('@code', code);
  const response = await fetch(url + path, {
    method,
    headers: {
      cookie,
      origin: url,
      'content-type': isApi ? 'application/json' : 'application/x-www-form-urlencoded',
    },
    redirect: 'manual',
    ...(method !== 'GET' && { body: isApi ? fields : '' }),
  });
  await response.arrayBuffer();
  const isLogin = response.headers.get('location')?.startsWith('/login?next=') ?? false;
  return isLogin ? 'login' : String(response.status);
}

test('every event of the socket answers every kind of person as the table says', async (t) => {
  const scene = await startScene(t);
  assert.deepEqual(Object.keys(payloads).sort(), Object.keys(EVENTS).sort());
  const mistakes: string[] = [];
  for (const [event, row] of Object.entries(EVENTS))
    for (const role of ROLES) {
      const outcome = await ask(scene, event, role);
      if (outcome !== row[role]) mistakes.push(`${event} as ${role}: ${outcome} instead of ${row[role]}`);
    }
  assert.deepEqual(mistakes, []);
});

async function ask(scene: Scene, event: string, role: Role): Promise<string> {
  const page = scene.pages.get(role);
  if (!page) {
    const connecting = new TestPage(scene.house.url).connected();
    return connecting.then(
      () => 'connected',
      (error: unknown) => (error instanceof Error ? error.message : 'refused'),
    );
  }
  const reply = await page.send(event, await payloadOf(scene, event, role, page));
  if (!reply.ok) return reply.error.code;
  return event === 'watch-call' ? String((reply.value as { entry: unknown }).entry) : 'ok';
}

async function payloadOf({ code, pages, newTarget }: Scene, event: string, role: Role, page: TestPage) {
  const participantId = pages.get('invited')?.participantId;
  switch (event) {
    case 'watch-call':
      return { code };
    case 'join-call':
      return { ...page.joinRequest(code), ...(role === 'guest' && { name: 'Gil' }) };
    case 'media-state':
      return { mic: true, camera: true };
    case 'signal':
      return {
        to: pages.get(role === 'host' ? 'co-host' : 'host')?.participantId,
        signal: { kind: 'renew' },
      };
    case 'screen-share-started':
      return { streamId: 's' };
    case 'reaction':
      return { reaction: 'heart' };
    case 'chat-message':
      return { text: 'Hello', clientKey: role };
    case 'chat-history':
      return { before: 'f'.repeat(24) };
    case 'lock':
      return { locked: false };
    case 'co-host':
      return { participantId: pages.get('co-host')?.participantId, isCoHost: true };
    case 'random-start':
      return { tabId: 'a tab', mode: 'text' };
    case 'random-resume':
      return { tabId: 'a tab', pairId: 'no pair' };
    case 'random-signal':
      return { pairId: 'no pair', signal: { kind: 'renew', connectionId: 'c' } };
    case 'random-report':
      return { pairId: 'no pair', reason: 'spam', text: null };
    case 'random-block':
      return { pairId: 'no pair' };
    // The host keeps the call, so that the next events have the same host.
    case 'hand-over':
      return { participantId: pages.get('host')?.participantId };
    case 'remove':
      return { participantId: role === 'co-host' || role === 'host' ? await newTarget() : participantId };
    case 'call-person':
      return { username: 'nobody', media: 'video', clientKey: role };
    case 'ring-state':
    case 'cancel-call':
      return { clientKey: role };
    case 'answer-call':
    case 'decline-call':
      return { ringId: 'unknown' };
    default:
      return { participantId };
  }
}
