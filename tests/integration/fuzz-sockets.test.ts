import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import fc from 'fast-check';
import { ERROR_MESSAGES } from '../../src/realtime/error-messages.js';
import { Coverage } from '../support/fuzz/coverage.js';
import { describeInput } from '../support/fuzz/describe-input.js';
import { hostileText } from '../support/fuzz/hostile.js';
import { HttpClient } from '../support/fuzz/http-client.js';
import { tryInBatches } from '../support/fuzz/runs.js';
import { EVENTS, rawFrames, socketInputs } from '../support/fuzz/socket-inputs.js';
import type { SocketInput } from '../support/fuzz/socket-inputs.js';
import { checkText, createWorld } from '../support/fuzz/world.js';
import type { World } from '../support/fuzz/world.js';
import { register } from '../support/register.js';
import { TestPage } from '../support/test-page.js';

const CODE = 'fuzz-room-1';

async function open(t: TestContext, world: World, name: string, tabId: string): Promise<TestPage> {
  return openWith(t, world, await register(world.server, name), tabId);
}

async function openWith(t: TestContext, world: World, cookie: string, tabId: string): Promise<TestPage> {
  const page = new TestPage(world.server.url, { cookie, tabId });
  t.after(() => {
    page.close();
  });
  return page.connected();
}

/** Sends the input. Resolves to whether the server has granted it; null if nobody asked. */
async function send(
  page: TestPage,
  { event, args, hasAck }: SocketInput,
  secrets: readonly string[],
): Promise<boolean | null> {
  if (!hasAck) {
    page.socket.emit(event, ...args);
    return null;
  }
  const reply: unknown = await page.send(event, ...args);
  assert.ok(typeof reply === 'object' && reply !== null && 'ok' in reply, 'the reply is an object');
  checkText(JSON.stringify(reply), secrets, 'the reply');
  if (reply.ok === true) {
    assert.deepEqual(Object.keys(reply), ['ok', 'value']);
    return true;
  }
  assert.deepEqual(Object.keys(reply), ['ok', 'error']);
  const { code, message } = (reply as unknown as { error: { code: string; message: string } }).error;
  assert.ok(Object.hasOwn(ERROR_MESSAGES, code), `the code ${code} is documented`);
  assert.ok(code !== 'internal' && code !== 'unavailable', `the server answered ${code}`);
  assert.match(message, /^[A-Z].*\.$/);
  // The server has accepted the input, but nobody can guess the id of a pair.
  return code === 'not-paired';
}

test('clients reach the server only through the requests that have a schema, which the fuzzer reads', async () => {
  const folder = new URL('../../src/realtime/', import.meta.url);
  const files = (await readdir(folder)).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
  for (const file of files) {
    const source = await readFile(new URL(file, folder), 'utf8');
    for (const [, event] of source.matchAll(/\bsocket\.(?:on|once)\(\s*['"]([^'"]+)/g))
      assert.ok(
        ['disconnect', 'error'].includes(String(event)),
        `${file} listens to ${event ?? ''}, which has no schema`,
      );
  }
});

test('no request of a socket fails without a reply, leaks or reaches another meeting', async (t) => {
  const world = await createWorld(t);
  const people = await openFuzzMeeting(t, world);
  const coverage = new Coverage(EVENTS);
  const participantId = [
    ...people.pages.map((page) => page.participantId),
    ...(world.examples['participantId'] ?? []),
  ];
  const examples = {
    ...world.examples,
    participantId,
    to: participantId,
    code: [CODE, CODE, CODE, 'fuzz-room-2', 'https://parley.example/room/FUZZ room 3'],
    callId: (world.examples['callId'] ?? []).filter((id) => id !== '@callId'),
  };
  await tryInBatches(t, socketInputs(examples), { inputs: 11_500, batch: 40 }, async (inputs) => {
    await people.meet();
    await Promise.all(
      inputs.map((input, at) =>
        describeInput({ ...input, by: at % people.pages.length }, async () => {
          world.tick();
          const page = people.pages[at % people.pages.length] ?? assert.fail();
          const isGranted = await send(page, input, world.secrets);
          if (isGranted !== null) coverage.note(input.event, isGranted);
        }),
      ),
    );
    await Promise.all(people.pages.map((page) => page.fence()));
    for (const news of people.news.splice(0)) checkText(news, world.secrets, 'an event');
    await world.checkUnharmed();
  });
  coverage.check(EVENTS);
});

interface FuzzMeeting {
  /** The host, a co-host, a guest and a person in the waiting room, all of them fuzzers. */
  readonly pages: readonly TestPage[];
  /** Every event that they have received, as JSON. */
  readonly news: string[];
  /** Starts a new call with everyone in their places, because a tool may have removed people or ended the call. */
  meet(): Promise<void>;
}

/** A guest lasts a day of the server’s clock. */
const GUEST_INPUTS = 1_000;

async function openFuzzMeeting(t: TestContext, world: World): Promise<FuzzMeeting> {
  const { url } = world.server;
  const cookie = await register(world.server, 'First');
  const host = await openWith(t, world, cookie, 'first page');
  const coHost = await open(t, world, 'Second', 'second page');
  const waiting = await open(t, world, 'Third', 'third page');
  await host.join(CODE);
  const { status } = await fetch(`${url}/api/v1/meetings/${CODE}`, {
    method: 'PATCH',
    body: JSON.stringify({ access: 'knock', allowGuests: true, invited: ['second'] }),
    headers: { cookie, 'content-type': 'application/json' },
  });
  assert.equal(status, 200);

  const news: string[] = [];
  async function openGuest(): Promise<TestPage> {
    const answer = await fetch(`${url}/room/${CODE}`);
    const guestCookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    assert.match(guestCookie, /^parley\.guest=/);
    return listen(await openWith(t, world, guestCookie, 'page of a guest'));
  }
  function listen(page: TestPage): TestPage {
    page.socket.onAny((...args: unknown[]) => news.push(JSON.stringify(args)));
    return page;
  }
  const pages = [listen(host), listen(coHost), await openGuest(), listen(waiting)];
  let guestSince = 0;
  let inputs = 0;

  async function join(page: TestPage, name: string): Promise<void> {
    if (await enter(page, name)) return;
    await host.get('admit', {});
    await page.next('admitted');
    assert.ok(await enter(page, name), 'a host has let the person in');
  }

  async function enter(page: TestPage, name: string): Promise<boolean> {
    const reply = await page.ask('join-call', { ...page.joinRequest(CODE), name });
    assert.ok(reply.ok, `${name}: ${JSON.stringify(reply)}`);
    if ('waiting' in reply.value) return false;
    page.participantId = reply.value.self;
    return true;
  }

  async function meet(): Promise<void> {
    inputs += 40;
    world.tick(); // a person whom the host has denied may ask again
    for (const page of pages) await page.get('leave-call', {});
    // Only now, because a lost page would keep its place and with it the call.
    if (inputs - guestSince > GUEST_INPUTS) {
      pages[2]?.close();
      pages[2] = await openGuest();
      guestSince = inputs;
    }
    await host.join(CODE);
    // The lock of the meeting outlives its calls.
    await host.get('lock', { locked: false });
    await coHost.join(CODE);
    await host.get('co-host', { participantId: coHost.participantId, isCoHost: true });
    await join(pages[2] ?? assert.fail(), 'Gil');
    assert.equal(await enter(waiting, 'Third'), false, 'Third waits');
  }

  await meet();
  const [person] = await host.next('waiting-room', (list) => list.some(({ name }) => name === 'Third'));
  waiting.participantId = person?.participantId ?? '';
  return { pages, news, meet };
}

test('no frame below the protocol disturbs the server', async (t) => {
  const world = await createWorld(t);
  const good = await open(t, world, 'Good', 'first page');
  await good.join(CODE);
  const cookie = await register(world.server, 'Bad');
  await tryInBatches(t, rawFrames, { inputs: 1_500, batch: 6 }, async (frames) => {
    world.tick();
    const bad = await new TestPage(world.server.url, { cookie }).connected();
    const { ws } = bad.socket.io.engine.transport as unknown as { ws: { send(data: string | Buffer): void } };
    await describeInput(frames, async () => {
      for (const frame of frames) ws.send(frame);
      assert.equal((await good.ask('media-state', { mic: true, camera: false })).ok, true);
    });
    bad.close();
    await world.checkUnharmed();
  });
});

test('no request by long polling disturbs the server', async (t) => {
  const world = await createWorld(t);
  const client = new HttpClient(world.server.url);
  t.after(() => {
    client.close();
  });
  const good = await open(t, world, 'Good', 'first page');
  const cookie = await register(world.server, 'Bad');
  const text = fc.oneof(hostileText, fc.constantFrom('polling', 'websocket', '4', '3', 'x'));
  const inputs = fc.record({
    method: fc.constantFrom('GET', 'POST', 'PUT', 'OPTIONS', 'HEAD'),
    query: fc.record(
      { EIO: fc.oneof(fc.constant('4'), text), transport: text, sid: text, t: text },
      { requiredKeys: [] },
    ),
    cookie: fc.constantFrom('', cookie, 'parley.sid=%'),
    body: fc.option(hostileText),
  });
  await tryInBatches(t, inputs, { inputs: 500, batch: 20 }, async (batch) => {
    await Promise.all(
      batch.map((input) =>
        describeInput(input, async () => {
          const { method, query, body } = input;
          const search = new URLSearchParams(query).toString().slice(0, 8_000);
          const answer = await client.send({
            method,
            path: `/socket.io/?${search}`,
            headers: { cookie: input.cookie },
            body: body === null || method === 'GET' ? null : Buffer.from(body),
          });
          assert.ok(answer.status < 500, `status ${answer.status}`);
          checkText(answer.text, world.secrets, 'the answer');
        }),
      ),
    );
    assert.equal((await good.ask('watch-call', { code: CODE })).ok, true);
    await world.checkUnharmed();
    world.tick();
  });
});
