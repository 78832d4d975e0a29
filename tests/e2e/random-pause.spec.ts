import { expectTogether, lookForSomeone, statusOf } from './support/random-people.js';
import { expect, test } from './support/test.js';

test('a person reported by three others has to pause, and reads why', async ({
  arrive,
  startBuiltServer,
}) => {
  const server = await startBuiltServer();
  const ben = await arrive('Ben', { server });
  for (const name of ['Ann', 'Cem', 'Dan']) {
    const reporter = await arrive(name, { server });
    await lookForSomeone(ben, 'Text only');
    await lookForSomeone(reporter, 'Text only');
    await expectTogether(ben, reporter);
    await reporter.page.getByRole('button', { name: 'Report' }).click();
    const dialog = reporter.page.getByRole('dialog', { name: 'Report this person' });
    await dialog.getByLabel('Advertising or fraud').check();
    await dialog.getByRole('button', { name: 'Send report' }).click();
    await expect(statusOf(ben)).toContainText('The other person has left.');
    await reporter.page.goto('/home');
  }
  // His page looks for the next person by itself.
  await expect(ben.page.getByText('Several people have reported you')).toBeVisible({ timeout: 10_000 });
  await lookForSomeone(ben, 'Text only');
  await expect(ben.page.getByText('Several people have reported you')).toBeVisible();
});

test('a person who logs out elsewhere is gone for the other at once', async ({
  arrive,
  startBuiltServer,
}) => {
  const server = await startBuiltServer();
  const [ann, ben] = [await arrive('Ann', { server }), await arrive('Ben', { server })];
  await lookForSomeone(ann, 'Text only');
  await lookForSomeone(ben, 'Text only');
  await expectTogether(ann, ben);
  const elsewhere = await ben.page.context().newPage();
  await elsewhere.goto('/home');
  await elsewhere.getByRole('button', { name: 'Log out' }).click();
  await expect(statusOf(ann)).toContainText('The other person has left.');
  await expect(statusOf(ben)).not.toContainText('You’ve met someone');
});
