import { recordConnections } from './support/connections.js';
import { freeze } from './support/random-people.js';
import { expectAdvancing, expectCamera, watchGaps } from './support/tile-checks.js';
import { expect, test } from './support/test.js';

// The other tests rely on this measurement, so it must neither miss what a person would see nor count what the machine does.

const HELD_UP_MS = 1_500;
/** Long enough for a machine that stands still for a moment meanwhile. */
const STOPPED_MS = 4_000;
const LONG_MS = 1_000;
const SHORT_MS = 500;

test('a picture that a page stops for more than a second counts as a gap, and a machine that stands still does not', async ({
  arrive,
  launch,
  code,
}) => {
  const [ann, ben] = [await arrive('Ann'), await arrive('Ben')];
  await recordConnections(ben);
  await ann.join(code);
  await ben.join(code);
  await expectCamera(ann.tileOf(ben));

  const heldUp = await watchGaps(ann, ben);
  await ann.page.evaluate((ms) => {
    const from = performance.now();
    while (performance.now() - from < ms);
  }, HELD_UP_MS);
  const thaw = await freeze(await launch('call'));
  await new Promise((resolve) => setTimeout(resolve, HELD_UP_MS));
  thaw();
  await expectAdvancing(ann.tileOf(ben));
  expect(await heldUp(), 'ms of a busy page and a machine that stands still').toBeLessThan(SHORT_MS);

  const stopped = await watchGaps(ann, ben);
  await ben.page.evaluate(async (ms) => {
    const { made } = window as unknown as { made: RTCPeerConnection[] };
    const sender = made.at(-1)?.getTransceivers()[1]?.sender;
    const camera = sender?.track ?? null;
    await sender?.replaceTrack(null);
    await new Promise((resolve) => setTimeout(resolve, ms));
    await sender?.replaceTrack(camera);
  }, STOPPED_MS);
  await expectAdvancing(ann.tileOf(ben));
  expect(await stopped(), 'ms of a picture that was not sent').toBeGreaterThan(LONG_MS);
});
