import type { Person } from './support/people.js';
import {
  expectAdvancing,
  expectCamera,
  expectNoPicture,
  expectSilence,
  expectSound,
} from './support/tile-checks.js';
import { expect, test } from './support/test.js';

/** Checks all tiles at the same time, because checking one after the other takes minutes. */
async function expectAllSeeAndHearAll(people: Person[]): Promise<void> {
  await Promise.all(
    people.map(async (person) => {
      await expect(person.tiles).toHaveCount(people.length);
      const others = people.filter((other) => other !== person);
      await Promise.all([
        expectCamera(person.ownTile('camera')),
        ...others.map((other) => expectSeesAndHears(person, other)),
      ]);
    }),
  );
}

async function expectSeesAndHears(person: Person, other: Person): Promise<void> {
  const tile = person.tileOf(other);
  await Promise.all([expectCamera(tile), expectSound(tile)]);
  await expect(tile).toHaveAttribute('data-state', 'connected');
  await expect(tile).toContainText(other.name);
}

test('two people see and hear each other, each the picture of the other', async ({ twoInCall }) => {
  const [ann, ben] = await twoInCall({ ben: { camera: 'orange' } });
  await expectCamera(ann.tileOf(ben), 'orange');
  await expectCamera(ben.tileOf(ann), 'blue');
  await expectCamera(ann.ownTile('camera'), 'blue');
  await expectSound(ann.tileOf(ben));
  await expectSound(ben.tileOf(ann));
  expect(await ann.ownTile('camera').locator('video').evaluate(isMuted)).toBe(true);
  expect(await ann.tileOf(ben).locator('video').evaluate(isMuted)).toBe(false);
});

test('three people who come one after the other all see and hear each other', async ({ arrive, code }) => {
  const people = [await arrive('Cid'), await arrive('Ann'), await arrive('Ben')];
  for (const person of people) await person.join(code);
  await expectAllSeeAndHearAll(people);
});

test('four people who come at the same moment all see and hear each other', async ({ arrive, code }) => {
  const people = [await arrive('Ann'), await arrive('Ben'), await arrive('Cid'), await arrive('Dan')];
  for (const person of people) await person.openRoom(code);
  await Promise.all(people.map((person) => person.joinNow()));
  await expectAllSeeAndHearAll(people);
});

test('a person who reloads the page comes back to the call with one tile', async ({ arrive, code }) => {
  const people = [await arrive('Ann'), await arrive('Ben'), await arrive('Cid')];
  for (const person of people) await person.join(code);
  await expectAllSeeAndHearAll(people);
  const [ann, ben] = people as [Person, Person];
  const before = ben.id;
  await ben.page.reload();
  await expect(ann.tiles).toHaveCount(2);
  await ben.joinNow();
  expect(ben.id).not.toBe(before);
  await expectAllSeeAndHearAll(people);
});

test('a person who joins with a second page too is seen twice', async ({ arrive, code }) => {
  const ann = await arrive('Ann');
  const again = await arrive('Ann');
  await ann.join(code);
  await again.openRoom(code);
  await again.page.getByRole('button', { name: 'Join here too' }).click();
  await expect(again.ownTile('camera')).toBeVisible();
  again.id = (await again.ownTile('camera').getAttribute('data-participant')) ?? '';
  expect(again.id).not.toBe(ann.id);
  // Two microphones of one person in one room would howl.
  await expect(again.button('Microphone')).toHaveAttribute('aria-pressed', 'false');
  await expectCamera(ann.tileOf(again));
  await expectCamera(again.tileOf(ann));
});

test('leaving removes the tile at once, turns the devices off and ends the history entry', async ({
  twoInCall,
  code,
}) => {
  const [ann, ben] = await twoInCall();
  await expectCamera(ann.tileOf(ben));
  await ben.page.goto('/history');
  await expect(ben.page.getByRole('listitem').filter({ hasText: code })).toBeVisible();
  await ben.join(code);
  await expectCamera(ann.tileOf(ben));

  await ann.page.evaluate(() => {
    const streams = [...document.querySelectorAll('video')].map((video) => video.srcObject);
    const tracks = streams.flatMap((stream) => (stream instanceof MediaStream ? stream.getTracks() : []));
    // localStorage keeps the result, because leaving opens another page.
    addEventListener('pagehide', () => {
      localStorage.setItem('test.tracks', tracks.map(({ readyState }) => readyState).join());
    });
  });
  await ann.leave();
  await expect(ben.tileOf(ann)).toHaveCount(0);
  await expect(ben.tiles).toHaveCount(1);
  await expectAdvancing(ben.ownTile('camera'));
  expect(await ann.page.evaluate(() => localStorage.getItem('test.tracks'))).toMatch(/^ended(,ended)*$/);

  await ann.page.goto('/history');
  const entry = ann.page.getByRole('listitem').filter({ hasText: code }).first();
  await expect(entry).toContainText('Ann');
  await expect(entry).toContainText('Ben');
  await expect(entry).not.toContainText('in progress');
  await ben.leave();
  await ben.page.goto('/history');
  await expect(ben.page.getByRole('listitem').filter({ hasText: code }).first()).not.toContainText(
    'in progress',
  );
});

test('a microphone that is off sends no sound, and a camera that is off no picture', async ({
  twoInCall,
}) => {
  const [ann, ben] = await twoInCall();
  await expectCamera(ben.tileOf(ann));
  await expectSound(ben.tileOf(ann));

  await ann.toggle('Microphone');
  await ann.toggle('Camera');
  await expect(ann.button('Microphone')).toHaveAttribute('aria-pressed', 'false');
  await expect(ann.button('Camera')).toHaveAttribute('aria-pressed', 'false');
  await expectSilence(ben.tileOf(ann));
  await expectNoPicture(ben.tileOf(ann));
  await expect(ben.tileOf(ann).getByRole('img', { name: 'Microphone off' })).toBeVisible();

  await ann.toggle('Microphone');
  await ann.toggle('Camera');
  await expectCamera(ben.tileOf(ann));
  await expectSound(ben.tileOf(ann));
  await expect(ben.tileOf(ann).getByRole('img', { name: 'Microphone off' })).toBeHidden();
});

function isMuted(video: HTMLVideoElement): boolean {
  return video.muted;
}
