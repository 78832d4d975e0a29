import { recordConnections } from './support/connections.js';
import { expectAdvancing, expectCamera } from './support/tile-checks.js';
import { expect, test } from './support/test.js';

test('a page before the call has a connection ready for each person in it, and contacts nobody before the click', async ({
  arrive,
  code,
}) => {
  const [ann, ben, cid] = [await arrive('Ann'), await arrive('Ben'), await arrive('Cid')];
  const [statesOfAnn, statesOfCid] = [await recordConnections(ann), await recordConnections(cid)];
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

  await cid.joinNow();
  await Promise.all([expectCamera(cid.tileOf(ann)), expectCamera(ann.tileOf(cid))]);
  expect(await statesOfCid(), 'the prepared connection is the one that connects').toEqual(['stable']);
  const offers = sent.filter((frame) => frame.includes('"type":"offer"'));
  expect(offers).toHaveLength(1);
  expect(offers[0], 'the offer brings its candidates along').toContain('a=candidate');
  expect(offers[0], 'the join brings the offer along').toContain('"join-call"');
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
