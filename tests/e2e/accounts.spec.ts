import { expect, test } from './support/test.js';

test('a person has an account of their own on a server that gets the port of one that has stopped', async ({
  arrive,
  startBuiltServer,
}) => {
  const first = await startBuiltServer();
  await arrive('Ann', { server: first });
  await first.close();
  const second = await startBuiltServer({ PORT: new URL(first.origin).port });
  const { page } = await arrive('Ann', { server: second });
  await page.goto('/home');
  await expect(page).toHaveURL(`${second.origin}/home`);
});
