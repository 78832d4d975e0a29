import { expectCamera, expectSound } from './support/tile-checks.js';
import { expect, test } from './support/test.js';

test('when the meeting is full after a restart, a person whose video flows stays, and rejoins when there is a place', async ({
  arrive,
  code,
  startBuiltServer,
}) => {
  test.setTimeout(150_000); // the server keeps a place for 30 s, and pages ask for one every few seconds
  const server = await startBuiltServer({ MAX_PARTICIPANTS: '2' });
  const [ann, ben, cid] = [
    await arrive('Ann', { server }),
    await arrive('Ben', { server }),
    await arrive('Cid', { server }),
  ];
  // Ann's page does not reach the restarted server until the test lets it.
  let isCut = false;
  await ann.page.routeWebSocket(/socket\.io/, async (socket) => {
    if (isCut) await socket.close();
    else socket.connectToServer();
  });
  await ann.join(code);
  await ben.join(code);
  await expectCamera(ann.tileOf(ben));
  await expectCamera(ben.tileOf(ann));

  isCut = true;
  await ann.page.route(/socket\.io/, (route) => route.abort());
  await server.kill();
  await expect(ann.banner).toBeVisible();
  await server.start();
  await expect(ben.banner).toBeHidden();
  // The server keeps Ann's place free for some seconds.
  await cid.openRoom(code);
  await expect(async () => {
    if (!(await cid.ownTile('camera').isVisible())) await cid.joinButton.click({ timeout: 1_000 });
    await expect(cid.ownTile('camera')).toBeVisible({ timeout: 3_000 });
  }).toPass({ timeout: 40_000 });
  isCut = false;
  await ann.page.unroute(/socket\.io/);

  const banner = ann.page.getByRole('alert').filter({ hasText: 'This meeting is full' });
  await expect(banner).toBeVisible();
  await expectCamera(ann.tileOf(ben));
  await expectSound(ben.tileOf(ann));
  await cid.leave();
  await expect(banner).toBeHidden({ timeout: 20_000 });
  const people = await ben.openPanel('People');
  await expect(people.getByRole('listitem').filter({ hasText: 'Ann' })).not.toContainText('reconnecting');
  await expectCamera(ann.tileOf(ben));
});

test('a person whose session is lost stays with their video, logs in on another page and is back in the call', async ({
  arrive,
  code,
  startBuiltServer,
}) => {
  const server = await startBuiltServer();
  const [ann, ben] = [await arrive('Ann', { server }), await arrive('Ben', { server })];
  await ann.join(code);
  await ben.join(code);
  await expectCamera(ann.tileOf(ben));

  await ann.page.context().clearCookies();
  await server.kill();
  await server.start();
  const banner = ann.page.getByRole('alert').filter({ hasText: 'You were logged out' });
  await expect(banner).toBeVisible();
  await expectCamera(ann.tileOf(ben));
  await expectSound(ben.tileOf(ann));

  const opened = ann.page.context().waitForEvent('page');
  await banner.getByRole('link', { name: 'Log in' }).click();
  const login = await opened;
  await login.getByLabel('Username').fill('ann');
  await login.getByLabel('Password').fill('seven blue kites');
  await login.getByRole('button', { name: 'Log in' }).click();
  await login.waitForURL('**/home');
  await login.close();
  await expect(banner).toBeHidden({ timeout: 20_000 });
  const people = await ben.openPanel('People');
  await expect(people.getByRole('listitem').filter({ hasText: 'Ann' })).not.toContainText('reconnecting');
  await expectCamera(ben.tileOf(ann));
});
