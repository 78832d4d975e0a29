import type { WebSocketRoute } from '@playwright/test';
import { recordConnections } from './support/connections.js';
import type { Person } from './support/people.js';
import { expectCamera, watchGaps } from './support/tile-checks.js';
import { expect, test } from './support/test.js';

const LONGEST_GAP_MS = 500;

/** Makes the person's socket swallow everything, as a network does that is gone without notice. Call it before they open a page. */
async function mutable({ page }: Person): Promise<{ mute(): void; breakSocket(): Promise<void> }> {
  const open = new Set<WebSocketRoute>();
  const muted = new WeakSet<WebSocketRoute>();
  await page.routeWebSocket(/socket\.io/, (socket) => {
    const server = socket.connectToServer();
    open.add(socket);
    socket.onMessage((message) => {
      if (!muted.has(socket)) server.send(message);
    });
    server.onMessage((message) => {
      if (!muted.has(socket)) socket.send(message);
    });
  });
  return {
    mute() {
      for (const socket of open) muted.add(socket);
    },
    async breakSocket() {
      for (const socket of [...open]) await socket.close();
      open.clear();
    },
  };
}

test('an offer that a dead socket swallowed is repeated when the other page is back, and no picture stops', async ({
  arrive,
  code,
}) => {
  const [ann, ben] = [await arrive('Ann'), await arrive('Ben')];
  const statesOfAnn = await recordConnections(ann);
  const socketOfBen = await mutable(ben);
  await ann.join(code);
  await ben.join(code);
  await expectCamera(ann.tileOf(ben));
  await expectCamera(ben.tileOf(ann));
  const gaps = [await watchGaps(ann, ben), await watchGaps(ben, ann)];

  socketOfBen.mute();
  await ann.page.evaluate(() => dispatchEvent(new Event('online'))); // another network: Ann restarts ICE
  await expect.poll(statesOfAnn).toEqual(['have-local-offer']);
  await socketOfBen.breakSocket();
  await expect.poll(statesOfAnn).toEqual(['stable']);
  for (const gap of gaps) expect(await gap()).toBeLessThanOrEqual(LONGEST_GAP_MS);

  await ben.page.evaluate(() => dispatchEvent(new Event('online')));
  await expectCamera(ann.tileOf(ben));
  await expectCamera(ben.tileOf(ann));
});
