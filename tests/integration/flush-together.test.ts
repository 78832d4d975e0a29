import assert from 'node:assert/strict';
import { Socket } from 'node:net';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { startRealtime } from '../support/start-realtime.js';
import { CODE, ann, bob } from '../support/two-in-call.js';

const ROSTER = '["roster"';
const USER_LEFT = '["user-left"';

/** Returns what sockets write from now on, one text for each write to the network. */
function recordWrites(t: TestContext): string[] {
  const writes: string[] = [];
  const { _write: write, _writev: writeMany } = Socket.prototype;
  t.mock.method(Socket.prototype, '_write', function (this: Socket, ...args: Parameters<typeof write>) {
    writes.push(String(args[0]));
    write.apply(this, args);
  });
  type Chunks = { chunk: unknown }[];
  t.mock.method(Socket.prototype, '_writev', function (this: Socket, chunks: Chunks, ...rest: unknown[]) {
    writes.push(chunks.map(({ chunk }) => String(chunk)).join(''));
    (writeMany as (...args: unknown[]) => void).call(this, chunks, ...rest);
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
    const withRoster = writes.filter((text) => text.includes(ROSTER));
    assert.equal(withRoster.length, 1);
    assert.ok(withRoster[0]?.includes(USER_LEFT), writes.join('\n'));
    assert.ok(withRoster[0].indexOf(ROSTER) < withRoster[0].indexOf(USER_LEFT));
    assert.equal(first.count('user-left'), 1);
  });
}
