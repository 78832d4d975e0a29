import { expectCamera } from '../support/e2e-seen.js';
import { expect, test } from '../support/e2e-test.js';

test('the third in a meeting for two reads that it is full, and gets in when somebody leaves', async ({
  arrive,
  startServer,
  code,
}) => {
  const server = await startServer({ MAX_PARTICIPANTS: '2' });
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

test('what is no meeting code is answered with a sentence and a way out', async ({ arrive }) => {
  const { page } = await arrive('Ann');
  await page.goto('/home');
  const field = page.getByLabel('Meeting code');
  await field.fill('!!!');
  await page.getByRole('button', { name: 'Join', exact: true }).click();
  await expect(field).toHaveValue('!!!');
  await expect(field).toHaveAccessibleDescription(/code/i);

  const response = await page.goto('/room/!!!');
  expect(response?.status()).toBe(404);
  await expect(page.getByRole('main')).toContainText(/code/i);
  await expect(page.getByRole('main').getByRole('link').first()).toBeVisible();
});

test('whoever joins while the server is away reads so, and can try again', async ({
  arrive,
  startServer,
  code,
}) => {
  const server = await startServer();
  const ann = await arrive('Ann', { server });
  await ann.openRoom(code);
  await server.kill();
  await ann.joinButton.click();
  const sentence = ann.page.getByRole('alert').filter({ hasText: 'server cannot be reached' });
  await expect(sentence).toBeVisible({ timeout: 20_000 });
  await server.start();
  await ann.joinNow();
});

test('a session that has ended ends the call page with a sentence and a way to log in', async ({
  arrive,
  code,
}) => {
  const zoe = await arrive('Zoe'); // whose session no other test needs
  await zoe.join(code);
  const other = await zoe.page.context().newPage();
  await other.goto('/home');
  await other.getByRole('button', { name: 'Log out' }).click();
  await expect(zoe.page.getByRole('heading', { name: 'You are logged out' })).toBeVisible();
  await expect(zoe.page.getByRole('link', { name: 'Join again' })).toBeVisible();
  await zoe.page.getByRole('link', { name: 'Join again' }).click();
  await expect(zoe.page).toHaveURL(/\/login\?next=/);
});
