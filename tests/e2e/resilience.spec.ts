import type { Person } from './support/people.js';
import { switchable } from './support/switchable.js';
import { expectCamera, expectSound, watchGaps } from './support/tile-checks.js';
import { expect, test } from './support/test.js';

const LONGEST_GAP_MS = 500;

/** Counts the tiles that are removed from the page, even for a moment. The returned function gives the count. */
async function watchRemovals({ page }: Person): Promise<() => Promise<number>> {
  const watch = await page.evaluateHandle(() => {
    const state = { removed: 0 };
    new MutationObserver((changes) => {
      for (const { removedNodes } of changes) {
        for (const node of removedNodes)
          if (node instanceof HTMLElement && node.tagName === 'FIGURE') state.removed++;
      }
    }).observe(document.body, { childList: true, subtree: true });
    return state;
  });
  return () => watch.evaluate(({ removed }) => removed);
}

test('a server that is killed and restarted interrupts no picture, and a third person can join both', async ({
  twoInCall,
  arrive,
  code,
  startBuiltServer,
}) => {
  const server = await startBuiltServer();
  const [ann, ben] = await twoInCall({ server });
  await expectCamera(ann.tileOf(ben));
  await expectCamera(ben.tileOf(ann));
  const ids = [ann.id, ben.id];
  const gaps = [await watchGaps(ann, ben), await watchGaps(ben, ann)];
  const removals = [await watchRemovals(ann), await watchRemovals(ben)];

  await server.kill();
  for (const person of [ann, ben]) await expect(person.banner).toBeVisible();
  await expectCamera(ann.tileOf(ben));
  await expectSound(ben.tileOf(ann));
  await server.start();
  for (const person of [ann, ben]) await expect(person.banner).toBeHidden();
  const people = await ann.openPanel('People');
  await expect(people.getByRole('listitem')).toHaveCount(2);
  await expect(people).not.toContainText('reconnecting');

  for (const gap of gaps) expect(await gap()).toBeLessThanOrEqual(LONGEST_GAP_MS);
  expect(await Promise.all([ann, ben].map(idOf))).toEqual(ids);

  const cid = await arrive('Cid', { server });
  await cid.join(code);
  for (const person of [ann, ben]) {
    await expectCamera(cid.tileOf(person));
    await expectSound(cid.tileOf(person));
    await expectCamera(person.tileOf(cid));
    await expectSound(person.tileOf(cid));
  }
  for (const removal of removals) expect(await removal()).toBe(0);

  for (const person of [cid, ben, ann]) await person.leave();
  await ann.page.goto('/history');
  const entries = ann.page.getByRole('listitem').filter({ hasText: code });
  await expect(entries).toHaveCount(1);
  for (const { name } of [ann, ben, cid]) await expect(entries).toContainText(name);
  await expect(entries).not.toContainText('in progress');
});

test('a lost connection to the server keeps tiles, ids and pictures, and the others see that the person is reconnecting', async ({
  arrive,
  code,
}) => {
  const [ann, ben] = [await arrive('Ann'), await arrive('Ben')];
  const connection = await switchable(ann);
  await ann.join(code);
  await ben.join(code);
  await expectCamera(ann.tileOf(ben));
  await expectCamera(ben.tileOf(ann));
  const { id } = ann;
  const gaps = [await watchGaps(ann, ben), await watchGaps(ben, ann)];
  const removals = [await watchRemovals(ann), await watchRemovals(ben)];
  const people = await ben.openPanel('People');

  await connection.cut();
  await expect(ann.banner).toBeVisible();
  await expect(people.getByRole('listitem').filter({ hasText: 'Ann' })).toContainText('reconnecting');
  await expectCamera(ben.tileOf(ann));
  connection.restore();
  await expect(ann.banner).toBeHidden();
  await expect(people.getByRole('listitem').filter({ hasText: 'Ann' })).not.toContainText('reconnecting');

  expect(await idOf(ann)).toBe(id);
  for (const gap of gaps) expect(await gap()).toBeLessThanOrEqual(LONGEST_GAP_MS);
  for (const removal of removals) expect(await removal()).toBe(0);
  await expectCamera(ann.tileOf(ben));
});

test('a person who closes the page disappears without the grace period of a lost connection', async ({
  twoInCall,
}) => {
  const [ann, ben] = await twoInCall();
  await expectCamera(ann.tileOf(ben));
  await ben.page.close();
  // The server waits 15 seconds for a lost connection.
  await expect(ann.tileOf(ben)).toHaveCount(0, { timeout: 5_000 });
  await expect(ann.page.getByText('You’re the only one here.')).toBeVisible();
});

test('a call that a crash ended is closed in the history after the next start', async ({
  arrive,
  code,
  startBuiltServer,
}) => {
  const server = await startBuiltServer();
  const ann = await arrive('Ann', { server });
  await ann.join(code);
  await server.kill();
  await ann.page.goto('about:blank');
  await server.start();
  await ann.page.goto(`${server.origin}/history`);
  const entry = ann.page.getByRole('listitem').filter({ hasText: code });
  await expect(entry).toHaveCount(1);
  await expect(entry).not.toContainText('in progress');
});

async function idOf(person: Person): Promise<string | null> {
  return person.ownTile('camera').getAttribute('data-participant');
}
