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
  const page = new TestPage(world.server.url, { cookie: await register(world.server, name), tabId });
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
  return false;
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
  const first = await open(t, world, 'First', 'first page');
  const second = await open(t, world, 'Second', 'second page');
  await first.join(CODE);
  await second.join(CODE);
  const to = [first.participantId, second.participantId, ...(world.examples['to'] ?? [])];
  const coverage = new Coverage(EVENTS);
  const seen: string[] = [];
  for (const page of [first, second])
    page.socket.onAny((...news: unknown[]) => seen.push(JSON.stringify(news)));
  await tryInBatches(
    t,
    socketInputs({ ...world.examples, to }),
    { inputs: 11_500, batch: 40 },
    async (inputs) => {
      for (const page of [first, second]) await page.join(CODE);
      await Promise.all(
        inputs.map((input, at) =>
          describeInput(input, async () => {
            world.tick();
            const isGranted = await send(at % 2 === 0 ? first : second, input, world.secrets);
            if (isGranted !== null) coverage.note(input.event, isGranted);
          }),
        ),
      );
      await Promise.all([first.fence(), second.fence()]);
      for (const news of seen.splice(0)) checkText(news, world.secrets, 'an event');
      await world.checkUnharmed();
    },
  );
  coverage.check(EVENTS);
});

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
