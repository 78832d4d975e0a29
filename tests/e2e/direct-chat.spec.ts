import { expectCamera } from './support/tile-checks.js';
import { expect, test } from './support/test.js';

test('chat goes from page to page while the server is away, and is stored once when it is back', async ({
  arrive,
  code,
  startBuiltServer,
}) => {
  const server = await startBuiltServer();
  const people = [];
  for (const name of ['Ann', 'Ben', 'Cid']) {
    const person = await arrive(name, { server });
    await person.join(code);
    await person.openPanel('Chat');
    people.push(person);
  }
  const [ann, ben, cid] = people;
  if (!ann || !ben || !cid) throw new Error('three people have come');
  await expectCamera(ann.tileOf(cid));
  await expectCamera(ben.tileOf(cid));
  await ann.sendMessage('Before');
  await expect(cid.messages).toHaveText([/Before/]);

  await server.kill();
  for (const { banner } of people) await expect(banner).toBeVisible();
  await ann.sendMessage('The server is gone');
  for (const { messages } of [ben, cid])
    await expect(messages).toHaveText([/Before/, /Ann.*The server is gone.*hasn’t stored it yet/s]);
  await ben.sendMessage('I noticed');
  for (const { messages } of people) {
    await expect(messages).toHaveText([/Before/, /gone.*hasn’t stored/s, /I noticed.*hasn’t stored/s]);
  }
  // Cid’s page is gone before the server is back, and nobody else stores its message.
  await cid.sendMessage('Only here');
  for (const { messages } of [ann, ben]) await expect(messages).toHaveCount(4);
  await cid.page.close();

  await server.start();
  for (const { banner } of [ann, ben]) await expect(banner).toBeHidden();
  for (const { messages } of [ann, ben]) {
    await expect(messages).toHaveCount(4);
    await expect(messages.filter({ hasText: /gone|noticed/ })).not.toContainText([/stored/]);
    await expect(messages.filter({ hasText: 'Only here' })).toContainText('hasn’t stored it yet');
  }
  const dan = await arrive('Dan', { server });
  await dan.join(code);
  await dan.openPanel('Chat');
  await expect(dan.messages).toHaveCount(3);
  for (const text of ['Before', 'The server is gone', 'I noticed']) {
    await expect(dan.messages.filter({ hasText: text })).toHaveCount(1);
  }
});
