import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PollingConnection } from '../support/polling-connection.js';
import { startRealtime } from '../support/start-realtime.js';
import { CODE, ann, bob, twoInCall } from '../support/two-in-call.js';

for (const transport of ['websocket', 'polling'] as const) {
  test(`a page reads of a newcomer in the roster before it receives their first signal, by ${transport}`, async (t) => {
    const server = await startRealtime(t);
    const page = await server.page(ann, { transports: [transport] });
    const { self: to } = await page.join(CODE);
    for (let round = 0; round < 20; round += 1) {
      const newcomer = await PollingConnection.open(
        server.url,
        `user=${encodeURIComponent(JSON.stringify(bob))}`,
      );
      await newcomer.send('40');
      await newcomer.receive();
      const order: string[] = [];
      const note = (event: string, news: unknown) => {
        if (event === 'signal') order.push(event);
        if (event === 'roster' && (news as unknown[]).length === 2) order.push(event);
      };
      page.socket.onAny(note);
      // The newcomer does not wait for the answer to its join. The server refuses the signals that come too early.
      const join = { code: CODE, tabId: `tab ${round}`, media: { mic: true, camera: true } };
      await newcomer.send(`42["join-call",${JSON.stringify(join)}]`);
      const signal = `42["signal",${JSON.stringify({ to, signal: { kind: 'renew', connectionId: 'c' } })}]`;
      while (!order.includes('signal')) {
        await newcomer.send(signal);
        await page.fence();
      }
      assert.equal(order[0], 'roster');
      page.socket.offAny(note);
      await newcomer.send('42["leave-call",{}]');
      await newcomer.send('1');
      await page.next('roster', (roster) => roster.length === 1);
    }
  });
}

test('everyone sees that a page has joined again on another socket', async (t) => {
  const server = await startRealtime(t);
  const [first, second] = await twoInCall(server);
  const [, before] = await first.rosterOf('Ann', 'Bob');
  const again = await server.page(bob, { tabId: second.tabId });
  await again.join(CODE);
  const [one, after] = await first.rosterOf('Ann', 'Bob');
  assert.equal(after?.participantId, before?.participantId);
  assert.notEqual(after?.joinNumber, before?.joinNumber);
  assert.notEqual(one?.joinNumber, after?.joinNumber);
  await first.get('media-state', { mic: false, camera: false });
  const [, same] = await first.next('roster', ([ann]) => ann?.media.mic === false);
  assert.equal(same?.joinNumber, after?.joinNumber, 'only a join changes the number');
});

test('a restarted server does not repeat the number of a join', async (t) => {
  const numbers = new Set<number | undefined>();
  for (let run = 0; run < 3; run += 1) {
    const server = await startRealtime(t);
    const { roster } = await (await server.page(ann)).join(CODE);
    numbers.add(roster[0]?.joinNumber);
    await server.stop();
  }
  assert.equal(numbers.size, 3);
});
