import assert from 'node:assert/strict';
import { Socket } from 'node:net';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { startRealtime } from '../support/start-realtime.js';
import { CODE, ann, bob } from '../support/two-in-call.js';

const ROSTER = '["roster"';
const USER_LEFT = '["user-left"';

type Write = (this: Socket, ...args: unknown[]) => void;

/** Returns what sockets write from now on, one text for each write to the network. */
function recordWrites(t: TestContext): string[] {
  const writes: string[] = [];
  const prototype = Socket.prototype as unknown as Record<'_write' | '_writev', Write>;
  const { _write: write, _writev: writeMany } = prototype;
  t.mock.method(prototype, '_write', function (this: Socket, ...args: unknown[]) {
    writes.push(String(args[0]));
    write.apply(this, args);
  });
  t.mock.method(prototype, '_writev', function (this: Socket, ...args: unknown[]) {
    writes.push((args[0] as { chunk: unknown }[]).map(({ chunk }) => String(chunk)).join(''));
    writeMany.apply(this, args);
  });
  return writes;
}

for (const transport of ['websocket', 'polling'] as const) {
  test(`the roster and the news about a leave travel in one write, by ${transport}`, async (t) => {
    const server = await startRealtime(t);
    const first = await server.page(ann, { transports: [transport] });
    const second = await server.page(bob, { transports: ['websocket'] });
    await first.join(CODE);
    await second.join(CODE);
    await first.rosterOf('Ann', 'Bob');
    const writes = recordWrites(t);
    await second.get('leave-call', {});
    await first.rosterOf('Ann');
    await first.fence();
    const [withRoster = '', ...others] = writes.filter((text) => text.includes(ROSTER));
    assert.equal(others.length, 0);
    assert.ok(withRoster.includes(USER_LEFT), writes.join('\n'));
    assert.ok(withRoster.indexOf(ROSTER) < withRoster.indexOf(USER_LEFT));
    assert.equal(first.count('user-left'), 1);
  });
}
