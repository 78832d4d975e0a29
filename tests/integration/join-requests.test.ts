import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { register } from '../support/register.js';
import { startServer } from '../support/start-server.js';
import { TestPage } from '../support/test-page.js';

const CODE = 'abc-defg-hjk';
const ROUNDS = 5;
/** One write for the departure, one for the arrival. docs/server-load.md tells what became of the others. */
const REQUESTS_PER_ROUND = 2;

type SendCommand = (
  this: unknown,
  namespace: unknown,
  command: object,
  ...rest: unknown[]
) => Promise<unknown>;

/** Returns the names of the commands that the database gets from now on. */
function recordCommands(t: TestContext): string[] {
  const names: string[] = [];
  // The driver does not export this class, and tells of commands only if it was asked for that when it connected.
  const { Connection } = createRequire(import.meta.url)('mongodb/lib/cmap/connection.js') as {
    Connection: { prototype: { command: SendCommand } };
  };
  const { command: send } = Connection.prototype;
  t.mock.method(Connection.prototype, 'command', function (this: unknown, ...args: Parameters<SendCommand>) {
    const [name = ''] = Object.keys(args[1]);
    if (name !== 'hello' && name !== 'ping') names.push(name);
    return send.apply(this, args);
  });
  return names;
}

test('a person who leaves a running call and joins it again costs the embedded database two requests', async (t) => {
  const server = await startServer(t);
  const [ann, bob] = await Promise.all(
    ['Ann', 'Bob'].map(async (name) => {
      const page = new TestPage(server.url, { cookie: await register(server, name) });
      t.after(() => {
        page.close();
      });
      return page.connected();
    }),
  );
  assert.ok(ann && bob);
  await ann.join(CODE);
  await bob.join(CODE);
  const commands = recordCommands(t);
  for (let round = 0; round < ROUNDS; round += 1) {
    await bob.get('leave-call', {});
    await ann.rosterOf('Ann');
    await bob.join(CODE);
    await ann.rosterOf('Ann', 'Bob');
  }
  // With TEST_MONGODB_URI other processes could change what a join reads, so it reads more.
  const most = process.env['TEST_MONGODB_URI'] ? Infinity : ROUNDS * REQUESTS_PER_ROUND;
  assert.ok(commands.length >= ROUNDS, `the test sees requests: ${commands.join()}`);
  assert.ok(commands.length <= most, `${String(commands.length)} requests: ${commands.join()}`);
});
