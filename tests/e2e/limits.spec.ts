import { expectCamera } from './support/tile-checks.js';
import { expect, test } from './support/test.js';

test('the third person in a meeting for two reads that it is full, and can join when somebody leaves', async ({
  arrive,
  startBuiltServer,
  code,
}) => {
  const server = await startBuiltServer({ MAX_PARTICIPANTS: '2' });
  const ann = await arrive('Ann', { server });
  const ben = await arrive('Ben', { server });
  const cid = await arrive('Cid', { server });
  await cid.openRoom(code);
  await ann.join(code);
  await ben.join(code);
  await expect(cid.page.getByText('This meeting is full')).toBeVisible();
  await cid.joinButton.click();
  await expect(cid.page.getByRole('alert').filter({ hasText: 'This meeting is full' })).toBeVisible();
  await expect(cid.page.getByRole('link', { name: 'Parley' })).toHaveAttribute('href', /^\/(home)?$/);
  await expect(ann.tiles).toHaveCount(2);

  await ben.leave();
  await cid.joinNow();
  await expectCamera(cid.tileOf(ann));
  await expectCamera(ann.tileOf(cid));
});

test('an invalid meeting code shows a sentence and a link home', async ({ arrive }) => {
  const { page } = await arrive('Ann');
  await page.goto('/home');
  const field = page.getByLabel('Meeting code');
  await field.fill('!!!');
  await page.getByRole('button', { name: 'Join', exact: true }).click();
  await expect(field).toHaveValue('!!!');
  await expect(field).toHaveAccessibleDescription(/That’s not a meeting code\./);

  const response = await page.goto('/room/!!!');
  expect(response?.status()).toBe(404);
  await expect(page.getByRole('main')).toContainText('This isn’t a valid meeting link.');
  await expect(page.getByRole('main').getByRole('link').first()).toBeVisible();
});

test('a person who joins while the server is down reads why it failed, and can try again', async ({
  arrive,
  startBuiltServer,
  code,
}) => {
  const server = await startBuiltServer();
  const ann = await arrive('Ann', { server });
  await ann.openRoom(code);
  await server.kill();
  await ann.joinButton.click();
  const sentence = ann.page.getByRole('alert').filter({ hasText: 'The server can’t be reached right now.' });
  await expect(sentence).toBeVisible({ timeout: 20_000 });
  await server.start();
  await ann.joinNow();
});

test('a session that has ended ends the call page with a sentence and a way to log in', async ({
  arrive,
  code,
}) => {
  const zoe = await arrive(`Zoe-${code.slice(-6)}`); // no other test uses her session
  const ann = await arrive('Ann');
  await ann.join(code);
  await zoe.join(code);
  await expectCamera(ann.tileOf(zoe));
  const other = await zoe.page.context().newPage();
  await other.goto('/home');
  await other.getByRole('button', { name: 'Log out' }).click();
  await expect(zoe.page.getByRole('heading', { name: 'You were logged out' })).toBeVisible();
  await expect(ann.tiles).toHaveCount(1);
  await zoe.page.getByRole('link', { name: 'Log in and rejoin' }).click();
  await expect(zoe.page).toHaveURL(/\/login\?next=/);
});
