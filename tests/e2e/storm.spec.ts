import type { BuiltServer } from './support/built-server.js';
import type { Person, Toggle } from './support/people.js';
import { pick, randomNumbers } from './support/random.js';
import { expectAdvancing } from './support/tile-checks.js';
import { openTab, sharer } from './support/shared-tab.js';
import { expect, test } from './support/test.js';

const STEPS = 24;
const PAUSE_MAX_MS = 700;
/** `SEED=7 npm test -- e2e -- storm` runs one storm. */
const SEEDS = process.env['SEED'] === undefined ? [2, 5] : [Number(process.env['SEED'])];

/** A step draws one of these, so the number of times that a word is here is its weight. */
const STEPS_IN_CALL = [
  ...['Microphone', 'Microphone', 'Camera', 'Camera', 'Camera', 'hand', 'hand'],
  ...['Share screen', 'Share screen', 'reload', 'reload', 'leave', 'restart'],
] as const;
type Step = (typeof STEPS_IN_CALL)[number];

interface Storm {
  server: BuiltServer;
  code: string;
  random: () => number;
  people: Person[];
  /** The people whose browser can share a tab. */
  sharers: Person[];
  /** The people in the call. */
  inside: Set<Person>;
  /** The steps so far, for the report of a failure. */
  done: string[];
}

for (const seed of SEEDS) {
  test(`after a storm of toggles, reloads, rejoins and killed servers every picture moves (SEED=${seed})`, async ({
    arrive,
    code,
    startBuiltServer,
  }) => {
    test.slow();
    const server = await startBuiltServer();
    const ann = await arrive('Ann', { server, ...sharer('blue') });
    const ben = await arrive('Ben', { server, ...sharer('orange') });
    const cid = await arrive('Cid', { server });
    await openTab(ann, [208, 32, 48], { moving: true });
    await openTab(ben, [32, 160, 64], { moving: true });
    const people = [ann, ben, cid];
    for (const person of people) await person.join(code);

    const random = randomNumbers(seed);
    const inside = new Set(people);
    const storm: Storm = { server, code, random, people, sharers: [ann, ben], inside, done: [] };
    try {
      for (let step = 0; step < STEPS; step++) await takeStep(storm);
      await expectEveryPicture(storm);
      expect(people.flatMap(({ errors }) => errors)).toEqual([]);
    } catch (error) {
      console.error(`Repeat this run with SEED=${seed}. The steps were:\n${storm.done.join('\n')}`);
      throw error;
    }
  });
}

async function takeStep({ server, code, random, people, sharers, inside, done }: Storm): Promise<void> {
  const person = pick(people, random);
  const step: Step | 'join' = inside.has(person) ? pick(STEPS_IN_CALL, random) : 'join';
  done.push(`${person.name}: ${step}`);
  switch (step) {
    case 'join':
      await person.join(code);
      inside.add(person);
      break;
    case 'leave':
      await person.leave();
      inside.delete(person);
      break;
    case 'reload':
      await person.page.reload();
      await person.joinNow();
      break;
    case 'restart':
      await server.kill();
      await person.toggle('Camera'); // the call goes on without the server
      await server.start();
      break;
    case 'hand':
      await person.page.getByRole('button', { name: 'Raise hand', exact: true }).click();
      break;
    case 'Share screen':
      if (sharers.includes(person)) await toggleShare(person);
      break;
    case 'Camera':
    case 'Microphone':
      await person.toggle(step);
  }
  await person.page.waitForTimeout(random() * PAUSE_MAX_MS);
}

/** Waits for the share, because a browser opens only one screen picker at a time. */
async function toggleShare(person: Person): Promise<void> {
  const wasOn = await isOn(person, 'Share screen');
  await person.toggle('Share screen');
  await expect(person.button('Share screen')).toHaveAttribute('aria-pressed', String(!wasOn));
}

async function isOn(person: Person, toggle: Toggle): Promise<boolean> {
  const button = person.button(toggle);
  await expect(button, 'a camera that starts is neither on nor off').toHaveAttribute(
    'aria-pressed',
    /^(true|false)$/,
  );
  return (await button.getAttribute('aria-pressed')) === 'true';
}

/** Everyone sees everyone in the call, and nobody else: with the camera on, and with the screen if it is shared. */
async function expectEveryPicture({ people, inside, code }: Storm): Promise<void> {
  for (const person of people) if (!inside.has(person)) await person.join(code);
  for (const person of people) {
    await expect(person.banner).toBeHidden();
    if (!(await isOn(person, 'Camera'))) await person.toggle('Camera');
    await expect(person.button('Camera')).toHaveAttribute('aria-pressed', 'true');
  }
  const sharing: Person[] = [];
  for (const person of people) if (await isOn(person, 'Share screen')) sharing.push(person);
  const views = people.map(async (viewer) => {
    await expect(viewer.tiles).toHaveCount(people.length + sharing.length);
    for (const other of people) {
      if (other === viewer) continue;
      await expectAdvancing(viewer.tileOf(other));
      if (sharing.includes(other)) await expectAdvancing(viewer.tileOf(other, 'screen'));
    }
  });
  await Promise.all(views);
}
