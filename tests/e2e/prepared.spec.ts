import { recordConnections } from './support/connections.js';
import { withoutLaterLoading } from './support/later.js';
import type { Person } from './support/people.js';
import { expectAdvancing, expectCamera } from './support/tile-checks.js';
import { expect, test } from './support/test.js';

/**
 * Records in order what the page asks the server for, with the kind of each signal, and each connection that stands. Call it
 * before the person opens a page.
 */
async function recordTurns({ page }: Person): Promise<() => Promise<string[]>> {
  await page.addInitScript(() => {
    const turns: string[] = [];
    Object.assign(window, { turns });
    const { send } = WebSocket.prototype;
    WebSocket.prototype.send = function (data) {
      const [, text] = /^42\d*(\[.*)/s.exec(typeof data === 'string' ? data : '') ?? [];
      if (text !== undefined) {
        const [event, payload] = JSON.parse(text) as [string, { signal?: { kind: string } } | undefined];
        turns.push(payload?.signal?.kind ?? event);
      }
      send.call(this, data);
    };
    window.RTCPeerConnection = class extends RTCPeerConnection {
      constructor(config?: RTCConfiguration) {
        super(config);
        this.addEventListener('connectionstatechange', () => turns.push(this.connectionState));
      }
    };
  });
  return () => page.evaluate(() => (window as unknown as { turns: string[] }).turns);
}

test('a page before the call has a connection ready for each person in it, and contacts nobody before the click', async ({
  arrive,
  code,
}) => {
  const [ann, ben, cid] = [await arrive('Ann'), await arrive('Ben'), await arrive('Cid')];
  const [statesOfAnn, statesOfCid] = [await recordConnections(ann), await recordConnections(cid)];
  const turnsOfCid = await recordTurns(cid);
  const sent: string[] = [];
  cid.page.on('websocket', (socket) => {
    socket.on('framesent', ({ payload }) => sent.push(String(payload)));
  });
  await ann.join(code);
  await ben.join(code);
  await expect.poll(statesOfAnn).toEqual(['stable']);

  await cid.openRoom(code);
  await expect.poll(statesOfCid).toEqual(['have-local-offer', 'have-local-offer']);
  expect(sent.filter((frame) => frame.includes('signal'))).toEqual([]);
  expect(await statesOfAnn()).toEqual(['stable']);

  await ben.leave();
  await expect.poll(statesOfCid).toEqual(['have-local-offer']);
  // What the page asks for a second after it is ready has nothing to do with the click.
  await expect.poll(turnsOfCid).toContain('watch-rings');

  await cid.joinNow();
  await Promise.all([expectCamera(cid.tileOf(ann)), expectCamera(ann.tileOf(cid))]);
  expect(await statesOfCid(), 'the prepared connection is the one that connects').toEqual(['stable']);
  const offers = sent.filter((frame) => frame.includes('"type":"offer"'));
  expect(offers).toHaveLength(1);
  expect(offers[0], 'the offer brings its candidates along').toContain('a=candidate');
  expect(offers[0], 'the join brings the offer along').toContain('"join-call"');
  const turns = await turnsOfCid();
  expect(turns).toContain('connected');
  const needed = turns.slice(turns.indexOf('join-call'), turns.indexOf('connected'));
  const isFree = (turn: string) => turn === 'candidate' || turn === 'connecting';
  expect(
    needed.filter((turn) => !isFree(turn)),
    'what the page asks for between the click and the connection',
  ).toEqual(['join-call']);
});

test('what the call needs is loaded before the click if somebody is in the call', async ({
  arrive,
  code,
}) => {
  const [ann, ben] = [await arrive('Ann'), await arrive('Ben')];
  await ann.join(code);
  await withoutLaterLoading(ben.page);
  const loaded = () =>
    ben.page.evaluate(() =>
      performance.getEntriesByType('resource').filter(({ name }) => /in-call\b.*\.(js|css)$/.test(name)),
    );
  await ben.page.goto('/room/nobody-is-here');
  await expect(ben.page.locator('.prejoin--picture')).toBeVisible();
  await expect(ben.page.locator('#call[hidden=coming]')).toBeAttached();
  expect(await loaded()).toEqual([]);

  const point = (clientX: number) =>
    ben.page.evaluate((x) => dispatchEvent(new PointerEvent('pointermove', { clientX: x })), clientX);
  for (let report = 0; report < 3; report++) await point(0);
  await ben.page.evaluate(() => new Promise(requestAnimationFrame));
  expect(await loaded(), 'while the pointer rests where the page appeared').toEqual([]);
  await point(9);
  await expect.poll(async () => (await loaded()).length, { message: 'when the pointer moves' }).toBe(2);

  await ben.page.goto(`/room/${code}`);
  await expect.poll(async () => (await loaded()).length).toBe(2);
});

test('the call is laid out while a person looks at the page before it, and can be neither seen nor reached', async ({
  arrive,
  code,
}) => {
  const ann = await arrive('Ann');
  await ann.openRoom(code);
  const call = ann.page.locator('#call');
  const widthOfStage = () => call.locator('#stage').evaluate((stage) => stage.clientWidth);
  await expect.poll(widthOfStage).toBeGreaterThan(300);
  await expect(call).toBeHidden();
  await expect(ann.page.locator('figure[data-participant]')).toHaveCount(0);
  for (let press = 0; press < 30; press += 1) {
    await ann.page.keyboard.press('Tab');
    expect(await call.evaluate((section) => section.contains(document.activeElement))).toBe(false);
  }
  await ann.joinNow();
  await expect(call).toBeVisible();
  await expect(call.getByRole('button', { name: 'Microphone', exact: true })).toBeFocused();
  await expectAdvancing(ann.ownTile('camera'));
});

test('the tiles of those who are there are made before the click, and the join fills them', async ({
  arrive,
  code,
}) => {
  const [ann, ben, cid] = [await arrive('Ann'), await arrive('Ben'), await arrive('Cid')];
  await ann.join(code);
  await ben.openRoom(code);
  const tiles = ben.page.locator('#stage figure');
  await expect(tiles).toHaveCount(2);
  await cid.join(code);
  await expect(tiles).toHaveCount(3);
  await expect(ben.page.locator('figure[data-participant]')).toHaveCount(0);
  await expect(ben.page.locator('#call')).toBeHidden();
  await tiles.evaluateAll((all) => {
    for (const tile of all) tile.dataset['early'] = 'true';
  });
  await ben.joinNow();
  for (const other of [ann, cid]) {
    await expect(ben.tileOf(other)).toHaveAttribute('data-early', 'true');
    await expectAdvancing(ben.tileOf(other));
  }
  await expect(ben.page.locator('figure')).toHaveCount(3);
});
