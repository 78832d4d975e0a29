import { expectAccessible } from './support/accessibility.js';
import { askAsGuest, saveSettings, statusOf } from './support/meetings.js';
import { expectCamera, expectSound } from './support/tile-checks.js';
import { expect, test } from './support/test.js';

test('a guest enters with a name, is marked as a guest everywhere, and leaves to the start page', async ({
  arrive,
  code,
}) => {
  const ann = await arrive('Ann');
  await ann.join(code);
  await saveSettings(ann, code, { allowGuests: true });
  const gus = await arrive('Gus', { account: false });
  await gus.openRoom(code);
  await expect(gus.page.getByRole('link', { name: 'Parley' })).toHaveAttribute('href', '/');
  await expect(gus.page.getByRole('link', { name: 'Log in' })).toHaveAttribute(
    'href',
    `/login?next=${encodeURIComponent(`/room/${code}`)}`,
  );
  const name = gus.page.getByRole('textbox', { name: 'Your name' });
  await gus.joinButton.click();
  await expect(name).toBeFocused();
  await expect(name).toHaveAccessibleDescription(/Enter your name/);
  await expectAccessible(gus.page, 'the page before the call of a guest');
  await askAsGuest(gus);
  await expect(gus.ownTile('camera')).toBeVisible();
  gus.id = (await gus.ownTile('camera').getAttribute('data-participant')) ?? '';

  await expectCamera(gus.tileOf(ann));
  await expectCamera(ann.tileOf(gus));
  await expectSound(ann.tileOf(gus));
  await expect(ann.tileOf(gus).locator('figcaption')).toContainText('Gus (guest)');
  await expect(statusOf(ann, 'Gus (guest) joined')).toBeAttached();
  const people = await ann.openPanel('People');
  await expect(people.getByRole('listitem').filter({ hasText: 'Gus (guest)' })).toBeVisible();
  await gus.openPanel('Chat');
  await gus.sendMessage('Hello from outside');
  await expect(statusOf(ann, 'Gus (guest): Hello from outside')).toBeAttached();
  await ann.openPanel('Chat');
  await expect(ann.messages).toContainText(['Gus (guest)']);

  await gus.toolbar.getByRole('button', { name: 'Leave' }).click();
  await gus.page.getByRole('link', { name: 'Back to home' }).click();
  await expect(gus.page).toHaveURL(/\/$/);
  await expect(statusOf(ann, 'Gus (guest) left')).toBeAttached();
  await gus.openRoom(code);
  await expect(name).toHaveValue('Gus');
});

test('a guest whom a host lets in from the waiting room comes back after the server was away', async ({
  arrive,
  startBuiltServer,
  code,
}) => {
  const server = await startBuiltServer();
  const ann = await arrive('Ann', { server });
  await ann.join(code);
  await saveSettings(ann, code, { access: 'knock', allowGuests: true });
  const gus = await arrive('Gus', { account: false, server });
  await gus.openRoom(code);
  await expect(gus.page.getByText('sees the name that you enter')).toBeVisible();
  await askAsGuest(gus);
  await expect(statusOf(ann, 'Gus (guest) is waiting to be let in.')).toBeAttached();
  const people = await ann.openPanel('People');
  const row = people.getByRole('listitem', { name: 'Gus', exact: true });
  await expect(row).toContainText('Guest');
  await row.getByRole('button', { name: 'Admit', exact: true }).click();
  await expect(gus.ownTile('camera')).toBeVisible();
  gus.id = (await gus.ownTile('camera').getAttribute('data-participant')) ?? '';
  await expectCamera(ann.tileOf(gus));

  await server.kill();
  await expect(gus.banner).toBeVisible();
  await server.start();
  await expect(gus.banner).toBeHidden();
  await expectCamera(gus.tileOf(ann));
  await expect(ann.tileOf(gus).locator('figcaption')).toContainText('Gus (guest)');
  for (const person of [ann, gus]) {
    await expect(person.page.locator('#notices')).not.toContainText('host'); // the roles are the same as before
  }
});

test('where guests may not enter, a stranger is sent to the login', async ({ arrive, code }) => {
  const ann = await arrive('Ann');
  await ann.join(code);
  const gus = await arrive('Gus', { account: false });
  await gus.page.goto(`/room/${code}`);
  await expect(gus.page).toHaveURL(/\/login\?next=/);
});

test('in French a guest, the waiting room and the tools of the host speak French', async ({
  arrive,
  code,
}) => {
  const options = { locale: 'fr-FR' };
  const ann = await arrive('Ann', { options });
  await ann.page.goto(`/room/${code}`);
  await ann.page.getByRole('button', { name: 'Rejoindre' }).click();
  await expect(ann.ownTile('camera')).toBeVisible();
  await saveSettings(ann, code, { access: 'knock', allowGuests: true });
  const gus = await arrive('Gus', { account: false, options });
  await gus.page.goto(`/room/${code}`);
  await gus.page.getByRole('textbox', { name: 'Votre nom' }).fill('Gus');
  await gus.page.getByRole('button', { name: 'Rejoindre' }).click();
  await expect(gus.page.getByText('En attente d’autorisation…')).toBeVisible();
  await expect(statusOf(ann, 'Gus (sans compte) demande à entrer.')).toBeAttached();
  await ann.page.getByRole('button', { name: 'Voir' }).click();
  await ann.page.getByRole('button', { name: 'Accepter', exact: true }).click();
  await expect(gus.ownTile('camera')).toBeVisible();
  await ann.page.getByRole('button', { name: 'Plus d’actions pour Gus' }).click();
  await ann.page.getByRole('menuitem', { name: 'Exclure' }).click();
  const question = ann.page.getByRole('dialog', { name: 'Exclure Gus de la réunion ?' });
  await question.getByRole('button', { name: 'Exclure' }).click();
  await expect(
    gus.page.getByRole('heading', { name: 'Un hôte vous a fait quitter cette réunion' }),
  ).toBeVisible();
});
