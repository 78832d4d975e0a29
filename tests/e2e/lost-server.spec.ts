import { expectAccessible } from './support/accessibility.js';
import type { Person } from './support/people.js';
import { statusOf } from './support/meetings.js';
import { DESKTOP, SCREENS } from './support/screens.js';
import { switchable } from './support/switchable.js';
import { expectAdvancing, expectCamera, watchGaps } from './support/tile-checks.js';
import { expect, test } from './support/test.js';

const LONGEST_GAP_MS = 500;

/** How the people panel of `person` describes the connection to `other`. */
const entryOf = (person: Person, other: Person) =>
  person.page.getByRole('region', { name: 'People' }).getByRole('listitem').filter({ hasText: other.name });

/** The server has given up the page of this person, which takes 15 s, and the other one still sees it. */
async function expectGivenUp(person: Person, other: Person): Promise<void> {
  await expect(entryOf(person, other)).toContainText('connected directly', { timeout: 40_000 });
}

test('a page without the server for more than 20 s keeps its pictures on both sides, and is in the call again afterwards', async ({
  arrive,
  code,
}) => {
  test.setTimeout(120_000);
  const [ann, ben] = [await arrive('Ann'), await arrive('Ben')];
  const connection = await switchable(ann);
  await ann.join(code);
  await ben.join(code);
  await expectCamera(ann.tileOf(ben));
  await expectCamera(ben.tileOf(ann));
  const gaps = [await watchGaps(ann, ben), await watchGaps(ben, ann)];
  await ben.openPanel('People');
  const id = await ann.ownTile('camera').getAttribute('data-participant');

  const cutAt = Date.now();
  await connection.cut();
  await expect(ann.banner).toContainText('You can still see and hear each other.');
  await expectGivenUp(ben, ann);
  await expect(statusOf(ben, 'Ann lost the server. You’re still connected directly.')).toBeAttached();
  await expect.poll(() => Date.now() - cutAt, { timeout: 30_000 }).toBeGreaterThan(21_000);
  await expectAdvancing(ann.tileOf(ben));
  await expectAdvancing(ben.tileOf(ann));
  await expect(ann.banner).toContainText('You can still see and hear each other.');

  connection.restore();
  await expect(ann.banner).toBeHidden({ timeout: 15_000 });
  await expect(entryOf(ben, ann)).not.toContainText(/connected directly|reconnecting/);
  expect(await ann.ownTile('camera').getAttribute('data-participant')).toBe(id);
  for (const gap of gaps) expect(await gap()).toBeLessThanOrEqual(LONGEST_GAP_MS);
  await expectAdvancing(ann.tileOf(ben));
  await expectAdvancing(ben.tileOf(ann));
});

test('a person without the server disappears at once when they leave, or when a host removes them', async ({
  arrive,
  code,
}) => {
  test.setTimeout(120_000);
  const [ann, ben, cid] = [await arrive('Ann'), await arrive('Ben'), await arrive('Cid')];
  const connections = [await switchable(ben), await switchable(cid)];
  for (const person of [ann, ben, cid]) await person.join(code);
  for (const person of [ben, cid]) await expectCamera(ann.tileOf(person));
  await expectCamera(ben.tileOf(cid));
  await ann.openPanel('People');
  for (const connection of connections) await connection.cut();
  for (const person of [ben, cid]) await expectGivenUp(ann, person);

  for (const size of SCREENS) {
    for (const { page } of [ann, ben]) await page.setViewportSize(size);
    await expect(ben.banner).toBeInViewport({ ratio: 1 });
    await expect(ann.tileOf(ben)).toHaveAttribute('data-state', 'connected');
  }
  for (const { page } of [ann, ben]) await page.setViewportSize(DESKTOP);
  await expectAccessible(ann.page, 'people without the server');
  await expectAccessible(ben.page, 'without the server');

  // Cid says goodbye past the server, also to Ben, who has no server either.
  await cid.toolbar.getByRole('button', { name: 'Leave' }).click();
  await expect(ann.tileOf(cid)).toHaveCount(0, { timeout: 3_000 });
  await expect(ben.tileOf(cid)).toHaveCount(0, { timeout: 3_000 });

  await entryOf(ann, ben).getByRole('button', { name: 'More for Ben' }).click();
  await ann.page.getByRole('menuitem', { name: 'Remove' }).click();
  await ann.page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await expect(ann.tileOf(ben)).toHaveCount(0, { timeout: 3_000 });
  await expect(ben.banner).toContainText('You can’t see or hear anyone right now.', { timeout: 20_000 });
  connections[0]?.restore();
  await expect(ben.page.getByRole('heading', { name: 'You were removed from this meeting' })).toBeVisible({
    timeout: 15_000,
  });
});
