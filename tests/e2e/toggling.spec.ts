import { randomInt } from 'node:crypto';
import type { Colour } from './support/media.js';
import type { Person, Toggle } from './support/people.js';
import { pick, randomNumbers } from './support/random.js';
import {
  expectAdvancing,
  expectCamera,
  expectNoPicture,
  expectSharedTab,
  expectSilence,
  expectSound,
} from './support/tile-checks.js';
import { openTab, sharer } from './support/shared-tab.js';
import { expect, test } from './support/test.js';

const ROUNDS = 40;
const TOGGLES: readonly Toggle[] = ['Microphone', 'Camera', 'Share screen'];

interface Toggler {
  person: Person;
  camera: 'blue' | 'orange';
  screen: Colour;
  /** The expected state after the clicks so far. */
  on: Record<Toggle, boolean>;
}

test('after 40 random toggles from both ends everyone sees and hears exactly what is on', async ({
  arrive,
  code,
}) => {
  test.slow();
  const seed = Number(process.env['E2E_SEED'] ?? randomInt(2 ** 31));
  const random = randomNumbers(seed);
  const done: string[] = [];

  const togglers: Toggler[] = [
    await toggler(await arrive('Ann', sharer('blue')), 'blue', [208, 32, 48]),
    await toggler(await arrive('Ben', sharer('orange')), 'orange', [32, 160, 64]),
  ];
  const cid = await arrive('Cid');
  const people = [...togglers.map(({ person }) => person), cid];
  for (const person of people) await person.join(code);

  try {
    for (let round = 0; round < ROUNDS; round++) {
      const { person, on } = pick(togglers, random);
      const toggle = pick(TOGGLES, random);
      on[toggle] = !on[toggle];
      done.push(`${person.name}: ${toggle} ${on[toggle] ? 'on' : 'off'}`);
      await person.toggle(toggle);
      // Devices may still be starting at the next click, but a browser opens only one screen picker at a time.
      if (toggle === 'Share screen') await expectPressed(person, toggle, on[toggle]);
    }
    for (const one of togglers) {
      for (const toggle of TOGGLES) await expectPressed(one.person, toggle, one.on[toggle]);
    }
    const views = people.flatMap((viewer) =>
      togglers.filter(({ person }) => person !== viewer).map((one) => expectWhatIsOn(viewer, one)),
    );
    await Promise.all(views);
  } catch (error) {
    console.error(`Repeat this run with E2E_SEED=${seed}. The toggles were:\n${done.join('\n')}`);
    throw error;
  }
});

async function toggler(person: Person, camera: Toggler['camera'], screen: Colour): Promise<Toggler> {
  await openTab(person, screen, { moving: true });
  return { person, camera, screen, on: { Microphone: true, Camera: true, 'Share screen': false } };
}

async function expectPressed(person: Person, toggle: Toggle, on: boolean): Promise<void> {
  await expect(person.button(toggle), `${toggle} of ${person.name}`).toHaveAttribute(
    'aria-pressed',
    String(on),
  );
}

async function expectWhatIsOn(viewer: Person, { person, camera, screen, on }: Toggler): Promise<void> {
  const face = viewer.tileOf(person);
  if (on.Camera) await expectCamera(face, camera);
  else await expectNoPicture(face);
  if (on.Microphone) await expectSound(face);
  else await expectSilence(face);
  const shared = viewer.tileOf(person, 'screen');
  if (!on['Share screen']) {
    await expect(shared).toHaveCount(0);
    return;
  }
  await expectSharedTab(shared, screen);
  await expectAdvancing(shared);
}
