import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDatabase } from '../../src/database.js';
import { Pairing } from '../../src/realtime/pairing/pairing.js';
import { createBlocks } from '../../src/services/blocks.js';
import { createRandomMail } from '../../src/services/random-mail.js';
import { createRandomSeats } from '../../src/services/random-seats.js';
import { RandomPerson, seededRandom } from '../support/random-people.js';
import type { Meetings } from '../support/random-people.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

const PEOPLE = 200;
const DURATION_MS = 60_000;
const STEP_MS = 300;
/** With a hundred others around, nobody waits for longer than a few rounds. */
const LONGEST_WAIT_MS = 3_000;

test('200 people meet for 60 s on two servers: every pair is of two, and nobody waits long or is in two pairs', async (t) => {
  const database = await openDatabase({ dataDir: await temporaryDirectory(t), mongodbUri: undefined });
  t.after(() => database.close());
  const random = seededRandom(7);
  const world = { now: 0, random, meetings: new Map() as Meetings };
  const now = () => Date.UTC(2030, 0, 1) + world.now;
  const blocks = createBlocks();
  const seats = createRandomSeats(now);
  const servers = ['one', 'two'].map(
    (server) => new Pairing({ seats, mail: createRandomMail(now), blocks, server, now }),
  );
  const anyServer = () => servers[Math.floor(random() * servers.length)] as Pairing;
  const people = Array.from(
    { length: PEOPLE },
    (_, index) => new RandomPerson(anyServer(), index % 4 === 0 ? 'text' : 'video', world),
  );
  const ids = people.map(({ userId }) => userId);
  const apart: [string, string][] = [];
  for (let index = 0; index + 4 < PEOPLE; index += 4) apart.push([ids[index] ?? '', ids[index + 4] ?? '']);
  for (const [one, other] of apart) await blocks.block(one, other);

  for (; world.now < DURATION_MS; world.now += STEP_MS) {
    const active = people.filter(({ actsAt }) => actsAt <= world.now);
    // Everything that people do in one step happens at the same time, and while the servers match.
    await Promise.all([
      ...active.map(async (person) => {
        const dice = random();
        if (person.pairId === null || dice < 0.7) await person.start();
        else if (dice < 0.8) await person.leave();
        else if (dice < 0.9) await person.reconnect(anyServer());
        else await person.anotherTab(anyServer());
        if (person.actsAt <= world.now) person.actsAt = world.now + 4_000;
      }),
      ...servers.map((server) => server.tick()),
    ]);
    if (world.now % (10 * STEP_MS) === 0) await checkSeats();
  }

  async function checkSeats(): Promise<void> {
    const found = await seats.find(ids);
    for (const [userId, { state, pairId, partnerId }] of found) {
      assert.equal(state === 'paired', pairId !== null);
      if (pairId === null || partnerId === null) continue;
      const partner = found.get(partnerId);
      assert.notEqual(partnerId, userId);
      assert.deepEqual([partner?.pairId, partner?.partnerId], [pairId, userId], `at ${world.now} ms`);
    }
  }

  const forbidden = new Set(apart.flatMap(([one, other]) => [`${one} ${other}`, `${other} ${one}`]));
  for (const [pairId, told] of world.meetings) {
    assert.equal(new Set(told).size, told.length, 'nobody is told twice, or meets oneself');
    assert.ok(told.length <= 2, `${pairId} has ${told.length} people`);
    assert.ok(!forbidden.has(told.join(' ')), 'two people meet although one has blocked the other');
  }
  const complete = [...world.meetings.values()].filter(({ length }) => length === 2).length;
  t.diagnostic(`${world.meetings.size} pairs, of which ${complete} were seen by both people`);
  // If the other person presses Next in the same instant, one of the two never hears of the pair.
  assert.ok(complete > 300 && complete > 0.97 * world.meetings.size);
  for (const person of people) {
    person.stopsWaiting();
    assert.ok(person.longestWaitMs <= LONGEST_WAIT_MS, `somebody waits for ${person.longestWaitMs} ms`);
    assert.ok(person.meetings >= 2, 'everybody meets somebody');
  }
});
