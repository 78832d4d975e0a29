import type { Locator, Page } from '@playwright/test';
import { expectAccessible } from './support/accessibility.js';
import { tabTo } from './support/keyboard.js';
import { statusOf } from './support/meetings.js';
import type { Person } from './support/people.js';
import { switchable } from './support/switchable.js';
import { expectCamera } from './support/tile-checks.js';
import { expect, test } from './support/test.js';

// What a person meets who calls another one, and what the other one sees meanwhile.

/** Opens the page of a person and waits until this page is connected, so that it can call and be called. */
async function open({ page }: Pick<Person, 'page'>, path: string): Promise<void> {
  await page.goto(path);
  await expect(page.locator('#ring-news[data-rings="on"]')).toBeAttached();
}

const callButton = ({ page }: Person) => page.getByRole('button', { name: 'Call', exact: true });
const cancelButton = ({ page }: Person) => page.getByRole('button', { name: 'Cancel' });

function dialogOn(page: Page): Locator {
  return page.getByRole('dialog', { name: 'Incoming call' });
}

/** Resolves when the next document of the page has asked the server for calls. In a call, it does so a while after the join. */
function nextWatch(page: Page): Promise<void> {
  return new Promise((resolve) => {
    page.on('websocket', (socket) => {
      socket.on('framesent', ({ payload }) => {
        if (String(payload).includes('watch-rings')) resolve();
      });
    });
  });
}

async function callBen(ann: Person): Promise<void> {
  await callButton(ann).click();
  await expect(statusOf(ann, 'Calling Ben…')).toBeVisible();
}

/** The page of a person who has answered or was answered joins by itself. */
async function expectInCall(person: Person): Promise<void> {
  await person.page.waitForURL(/\/room\//);
  await expect(person.ownTile('camera')).toBeVisible();
  person.id = (await person.ownTile('camera').getAttribute('data-participant')) ?? '';
}

test('Ben answers with the keyboard on one of his pages, and both see each other without another click', async ({
  arrive,
}) => {
  const ann = await arrive('Ann');
  const ben = await arrive('Ben', { camera: 'orange' });
  const other = await ben.page.context().newPage();
  await open(ann, '/people/ben');
  await open({ page: other }, '/history');
  await open(ben, '/home');
  await ben.page.getByLabel('Meeting code').focus();
  await callBen(ann);
  await expect(cancelButton(ann)).toBeFocused();
  for (const page of [ben.page, other])
    await expect(dialogOn(page)).toContainText('Ann (@ann) is calling you.');
  await expect(ben.page).toHaveTitle('Ann is calling');
  await expectAccessible(ben.page, 'the dialog of a call');
  await ben.page.keyboard.press('Enter');
  await expect(dialogOn(ben.page), 'a person who types does not answer by accident').toBeVisible();
  await tabTo(ben.page, dialogOn(ben.page).getByRole('button', { name: 'Answer' }));
  const isWatching = nextWatch(ben.page);
  await ben.page.keyboard.press('Enter');
  await expect(dialogOn(other)).toBeHidden();
  await expect(other.getByText('You’ve answered on another page.')).toBeVisible();
  await expectInCall(ann);
  await expectInCall(ben);
  await expectCamera(ann.tileOf(ben), 'orange');
  await expectCamera(ben.tileOf(ann), 'blue');
  expect(new URL(ann.page.url()).search, 'the address can be copied').toBe('');

  // A caller now finds Ben busy, and Ben reads who it was.
  const cem = await arrive('Cem');
  await open(cem, '/people/ben');
  await isWatching;
  await callButton(cem).click();
  await expect(statusOf(cem, 'Ben is in another call, and sees that you’ve called.')).toBeVisible();
  await expect(
    ben.page.getByText('Cem has called you. You find the call in your history.').first(),
  ).toBeVisible();
});

test('the caller reads of each outcome in one sentence, and can call again', async ({ arrive }) => {
  const ann = await arrive('Ann');
  const ben = await arrive('Ben');
  await open(ann, '/people/ben');
  await expectAccessible(ann.page, 'the page of a person');

  await test.step('a call with sound only that Ben declines', async () => {
    await open(ben, '/home');
    await ann.page.getByRole('button', { name: 'Call with sound only' }).click();
    await expect(dialogOn(ben.page)).toContainText('Ann (@ann) is calling you with sound only.');
    await ben.page.keyboard.press('Escape');
    await expect(dialogOn(ben.page)).toBeHidden();
    await expect(statusOf(ann, 'Ben declined your call. Try again later, or send a link.')).toBeVisible();
    await expect(callButton(ann)).toBeFocused();
  });

  await test.step('a call that Ann cancels', async () => {
    await callBen(ann);
    await expect(dialogOn(ben.page)).toBeVisible();
    await cancelButton(ann).click();
    await expect(statusOf(ann, 'The call is cancelled.')).toBeVisible();
    await expect(dialogOn(ben.page)).toBeHidden();
    await expect(ben.page.getByText('Ann has stopped calling.')).toBeVisible();
    const mark = ben.page.getByRole('link', { name: /^You missed .* from Ann\.$/ });
    await expect(async () => {
      await ben.page.reload();
      await expect(mark).toBeVisible({ timeout: 2_000 });
    }).toPass();
    await mark.click();
    await ben.page.getByRole('link', { name: 'Call back: Ann' }).first().click();
    await expect(callButton(ben)).toBeVisible();
  });

  await test.step('Ben closes his page while it rings', async () => {
    await callBen(ann);
    await expect(dialogOn(ben.page)).toBeVisible();
    await ben.page.close();
    await expect(statusOf(ann, 'Ben isn’t here right now. Send a link instead.')).toBeVisible();
  });

  await test.step('a link for a person who is not here', async () => {
    await ann.page.getByRole('button', { name: 'Get a link to send' }).click();
    const link = await ann.page.getByLabel('Link to your meeting with Ben').inputValue();
    const later = await arrive('Ben');
    await later.join(new URL(link).pathname.replace('/room/', ''));
  });
});

test('a caller who closes the page stops the ring', async ({ arrive }) => {
  const ann = await arrive('Ann');
  const ben = await arrive('Ben');
  await open(ben, '/people');
  await open(ann, '/people/ben');
  await callBen(ann);
  await expect(dialogOn(ben.page)).toBeVisible();
  await ann.page.goto('/home');
  await expect(dialogOn(ben.page)).toBeHidden({ timeout: 3_000 });
});

/** So long it rings, in seconds. */
const RING_S = 12;

test('nobody answers, and a caller whose network has a gap still learns of the answer', async ({
  arrive,
  startBuiltServer,
}) => {
  const server = await startBuiltServer({ RING_SECONDS: String(RING_S) });
  const ann = await arrive('Ann', { server });
  const ben = await arrive('Ben', { server });
  const network = await switchable(ann);
  await open(ben, '/home');
  await ann.page.goto('/people/ben');
  await callBen(ann);
  await expect(dialogOn(ben.page)).toBeVisible();
  await expect(statusOf(ann, 'Ben didn’t answer. Try again later, or send a link.')).toBeVisible({
    timeout: RING_S * 1_000 + 10_000,
  });
  await expect(dialogOn(ben.page)).toBeHidden();

  await callBen(ann);
  await expect(dialogOn(ben.page)).toBeVisible();
  await network.cut();
  await expect(statusOf(ann, 'Lost the connection to the server.')).toBeVisible();
  await dialogOn(ben.page).getByRole('button', { name: 'Answer' }).click();
  network.restore();
  await expectInCall(ann);
  await expectInCall(ben);
});

test('a server that is killed while it rings: both read the truth after the restart', async ({
  arrive,
  startBuiltServer,
}) => {
  const server = await startBuiltServer();
  const ann = await arrive('Ann', { server });
  const ben = await arrive('Ben', { server });
  await open(ben, '/home');
  await open(ann, '/people/ben');
  await callBen(ann);
  await expect(dialogOn(ben.page)).toBeVisible();
  await server.kill();
  await expect(statusOf(ann, 'Lost the connection to the server.')).toBeVisible();
  await server.start();
  await expect(
    statusOf(ann, /The server has restarted and your call is over|The server can’t be reached/),
  ).toBeVisible();
  await expect(dialogOn(ben.page)).toBeHidden();
  await expect(ben.page.getByText('The server has restarted and the call is over.')).toBeVisible();
  await ben.page.reload();
  await expect(ben.page.getByRole('link', { name: 'You missed 1 call from Ann.' })).toBeVisible();
});

test('a blocked caller reads what is read about an absent person, and a link alone puts nobody on camera', async ({
  arrive,
  code,
}) => {
  const ann = await arrive('Ann');
  const name = `Dee-${code.slice(-6)}`; // nobody has blocked Ann before
  const dee = await arrive(name);
  await dee.page.goto('/people/ann');
  await dee.page.getByText('Block', { exact: true }).click();
  await dee.page.getByRole('button', { name: 'Block Ann' }).click();
  await expect(dee.page.getByText('You have blocked Ann.')).toBeVisible();
  await open(dee, '/people');
  await expectAccessible(dee.page, 'the page People with a blocked person');
  await open(ann, `/people/${name.toLowerCase()}`);
  await callButton(ann).click();
  await expect(statusOf(ann, `${name} isn’t here right now. Send a link instead.`)).toBeVisible();
  await expect(dialogOn(dee.page)).toBeHidden();

  await ann.page.goto('/room/trap?call=video');
  await expect(ann.joinButton).toBeVisible();
  await expect(ann.page).toHaveURL(/\/room\/trap$/);
  await expect(ann.ownTile('camera')).toBeHidden();
});

test('the pages about people work without JavaScript', async ({ arrive }) => {
  await arrive('Ben');
  const ann = await arrive('Ann', { options: { javaScriptEnabled: false } });
  await ann.page.goto('/people');
  await ann.page.getByLabel('Username').fill('nobody-here');
  await ann.page.getByRole('button', { name: 'Find' }).click();
  await expect(ann.page.getByLabel('Username')).toHaveAccessibleDescription(
    /Nobody has the username nobody-here\./,
  );
  await ann.page.getByLabel('Username').fill(' BEN ');
  await ann.page.getByRole('button', { name: 'Find' }).click();
  await ann.page.getByRole('button', { name: 'Add to favourites' }).click();
  await callButton(ann).click();
  await expect(ann.page.getByLabel('Link to your meeting with Ben')).toHaveValue(/\/room\//);
  await ann.page.getByRole('link', { name: 'All people' }).click();
  await ann.page.getByRole('region', { name: 'Favourites' }).getByRole('link', { name: 'Ben' }).click();
  await ann.page.getByRole('button', { name: 'Remove from favourites' }).click();
  await ann.page.goto('/people');
  await ann.page.getByRole('button', { name: 'Turn on Do not disturb' }).click();
  await expect(ann.page.getByText('Do not disturb is on: nothing rings.')).toBeVisible();
  await ann.page.getByRole('button', { name: 'Turn off Do not disturb' }).click();
});
