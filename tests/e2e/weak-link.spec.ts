import { cameraClip } from '../../bench/camera-clip.mjs';
import { recordConnections } from './support/connections.js';
import { FRAMES_PER_SECOND } from './support/media.js';
import { prepareNetwork } from './support/network.js';
import { watchPauses, withoutPauses } from './support/pauses.js';
import type { Person } from './support/people.js';
import { withoutCpuStrain } from './support/sent-pictures.js';
import { receivedWidth } from './support/shared-encoder.js';
import { expectAdvancing, frames } from './support/tile-checks.js';
import { expect, test } from './support/test.js';

const WEAK = 300_000;
/** The time in which the pages notice the weak network. */
const ADAPTATION_MS = 20_000;
const MEASURED_MS = 10_000;
/** The time in which the rate without a weak network is measured. */
const BASELINE_MS = 4_000;
/** A busy machine shows a frame less now and then. */
const RATE_SHARE_MIN = 0.8;

/** The least sound that the packets bring while somebody talks all the time, as a share of the time: a packet holds 20 or 40 ms. */
const SOUND_SHARE_MIN = 0.9;

interface Sound {
  /** The sound in packets that have been played. */
  ms: number;
  received: number;
  lost: number;
}

/** The sound of each microphone that the page has received, and the packets that got lost on the way, by the number of the connection. */
async function sounds({ page }: Person): Promise<Map<number, Sound>> {
  const read = await page.evaluate(async () => {
    const { made } = window as unknown as { made: RTCPeerConnection[] };
    const all: [number, { ms: number; received: number; lost: number }][] = [];
    for (const [at, connection] of made.entries()) {
      if (connection.connectionState !== 'connected') continue;
      const microphone = connection.getTransceivers()[0]?.receiver;
      for (const stats of ((await microphone?.getStats()) ?? new Map()).values() as Iterable<
        RTCStats & { packetsReceived?: number; packetsLost?: number; jitterBufferEmittedCount?: number }
      >) {
        if (stats.type !== 'inbound-rtp') continue;
        const { packetsReceived: received = 0, packetsLost: lost = 0, jitterBufferEmittedCount = 0 } = stats;
        all.push([at, { ms: jitterBufferEmittedCount / 48, received, lost }]);
      }
    }
    return all;
  });
  return new Map(read);
}

interface Sent {
  active: boolean;
  scale: number;
  maxBitrate: number;
}

/** How the page sends its camera to each other page. */
async function sending({ page }: Person): Promise<Sent[]> {
  return page.evaluate(() => {
    const { made } = window as unknown as { made: RTCPeerConnection[] };
    const open = made.filter(({ connectionState }) => connectionState === 'connected');
    return open.map((connection) => {
      const [encoding] = connection.getTransceivers()[1]?.sender.getParameters().encodings ?? [];
      const { active = true, scaleResolutionDownBy: scale = 1, maxBitrate = 0 } = encoding ?? {};
      return { active, scale, maxBitrate };
    });
  });
}

interface Picture {
  name: string;
  width: number;
  frames: number;
}

/** What each of these people sees of each other one. */
function pictures(people: readonly Person[]): Promise<Picture[]> {
  const tiles = people.flatMap((viewer) =>
    people
      .filter((shown) => shown !== viewer)
      .map((shown) => ({ name: `${shown.name} at ${viewer.name}`, tile: viewer.tileOf(shown) })),
  );
  return Promise.all(
    tiles.map(async ({ name, tile }) => ({
      name,
      width: await receivedWidth(tile),
      frames: await frames(tile),
    })),
  );
}

/** What the pictures of the page may use together, in bits per second. */
async function allowance(person: Person): Promise<number> {
  const all = await sending(person);
  return all.reduce((sum, { active, maxBitrate }) => sum + (active ? maxBitrate : 0), 0);
}

test('a person with 300 kbit/s keeps the sound and sends less, and the others see each other as before', async ({
  arrive,
  code,
}) => {
  test.setTimeout(180_000);
  const people: Person[] = [];
  let limit = (_: number | null) => Promise.resolve();
  for (const name of ['Ann', 'Ben', 'Cleo', 'Dan']) {
    // Only a picture with noise needs more than the network of Dan gives.
    const person = await arrive(name, name === 'Dan' ? { camera: { clip: cameraClip('640x360') } } : {});
    await recordConnections(person);
    await withoutCpuStrain(person);
    if (name === 'Dan') limit = await prepareNetwork(person);
    await person.join(code);
    people.push(person);
  }
  const [ann, , , dan] = people as [Person, Person, Person, Person];
  await expectAdvancing(ann.tileOf(dan));
  await expect.poll(() => allowance(dan)).toBeGreaterThan(700_000);
  const others = people.filter((person) => person !== dan);
  const widths = async () => (await pictures(others)).map(({ width }) => width);
  await expect.poll(widths).toEqual([320, 320, 320, 320, 320, 320]); // all that these cameras have
  const first = await pictures(others);
  await ann.page.waitForTimeout(BASELINE_MS);
  const strong = await pictures(others);
  await limit(WEAK);
  await dan.page.waitForTimeout(ADAPTATION_MS);

  const weak = await pictures(others);
  const pauses = await Promise.all(people.map(({ page }) => watchPauses(page)));
  const measuredFrom = Date.now();
  const before = await Promise.all(people.map(sounds));
  await dan.page.waitForTimeout(MEASURED_MS);
  const after = await Promise.all(people.map(sounds));
  const held = (await Promise.all(pauses.map((read) => read()))).flat();
  const playedMs = withoutPauses([measuredFrom, measuredFrom + MEASURED_MS], held);
  const last = await pictures(others);
  for (const [at, person] of people.entries()) {
    const connections = [...(before[at]?.keys() ?? [])];
    expect(connections, `connections of ${person.name}`).toHaveLength(people.length - 1);
    expect([...(after[at]?.keys() ?? [])], `connections of ${person.name} at the end`).toEqual(connections);
    for (const connection of connections) {
      const [first, last] = [before[at]?.get(connection), after[at]?.get(connection)];
      const received = (last?.received ?? NaN) - (first?.received ?? NaN);
      const lost = (last?.lost ?? NaN) - (first?.lost ?? NaN);
      const name = `connection ${String(connection)} of ${person.name}`;
      const ms = (last?.ms ?? NaN) - (first?.ms ?? NaN);
      expect(ms, `ms of sound that reach ${name}`).toBeGreaterThan(playedMs * SOUND_SHARE_MIN);
      expect(lost / (lost + received), `lost sound of ${name}`).toBeLessThan(0.02);
    }
  }
  expect(await allowance(dan)).toBeLessThan(300_000);
  for (const [at, { name, width, frames: shown }] of last.entries()) {
    expect(width, `width of ${name}`).toBe(strong[at]?.width);
    const rate = (shown - (weak[at]?.frames ?? NaN)) / MEASURED_MS;
    const rateBefore = ((strong[at]?.frames ?? NaN) - (first[at]?.frames ?? NaN)) / BASELINE_MS;
    // After a pause of the machine, a fake camera makes up for the frames that it has missed, and so is faster for a while.
    const usual = Math.min(rateBefore, FRAMES_PER_SECOND / 1_000);
    expect(rate / usual, `rate of ${name}, as a share of the usual one`).toBeGreaterThan(RATE_SHARE_MIN);
  }
});
