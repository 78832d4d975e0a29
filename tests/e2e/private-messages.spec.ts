import type { Locator } from '@playwright/test';
import { expectCamera } from './support/tile-checks.js';
import type { Person } from './support/people.js';
import { expect, test } from './support/test.js';

const SECRET = 'The surprise is at noon';

/** Records everything that the page sends to the server and receives from it. Call it before the person opens a page. */
function watchTraffic({ page }: Person): () => string {
  const all: string[] = [];
  page.on('websocket', (socket) => {
    socket.on('framesent', ({ payload }) => all.push(String(payload)));
    socket.on('framereceived', ({ payload }) => all.push(String(payload)));
  });
  page.on('request', (request) => all.push(request.url(), request.postData() ?? ''));
  return () => all.join('\n');
}

const receiverOf = (person: Person): Locator =>
  person.page.getByRole('region', { name: 'Chat' }).getByRole('combobox', { name: 'To' });

test('a private message reaches one of two others, says that it has, and never passes through the server', async ({
  arrive,
  code,
}) => {
  const [ann, ben, cid] = [await arrive('Ann'), await arrive('Ben'), await arrive('Cid')];
  const traffic = [ann, ben, cid].map(watchTraffic);
  for (const person of [ann, ben, cid]) await person.join(code);
  await expectCamera(ann.tileOf(ben));
  for (const person of [ann, ben, cid]) await person.openPanel('Chat');
  await receiverOf(ann).selectOption({ label: 'Ben' });
  const box = ann.page.getByRole('textbox', { name: 'Message' });
  await expect(box).toHaveAccessibleDescription(/Only Ben sees your message\. It isn’t stored/);
  await ann.sendMessage(SECRET);
  await expect(ann.messages).toHaveText([/You.*The surprise.*Only Ben sees this\. Delivered\./s]);
  await expect(ben.messages).toHaveText([/Ann.*The surprise.*Only you see this\./s]);

  await receiverOf(ann).selectOption({ label: 'Everyone' });
  await ann.sendMessage('Hello all');
  await expect(cid.messages).toHaveText([/Hello all/]);
  await expect(ben.messages).toHaveText([/The surprise/, /Hello all/]);
  for (const read of traffic) {
    expect(read()).toContain('Hello all');
    expect(read()).not.toContain('surprise');
  }

  // A new page has what the server has stored.
  await ben.page.reload();
  await ben.joinNow();
  await ben.openPanel('Chat');
  await expect(ben.messages).toHaveText([/Hello all/]);
});

test('a person in the people panel can be written to with the keyboard, and an unread badge tells the other', async ({
  twoInCall,
}) => {
  const [ann, ben] = await twoInCall();
  const people = await ann.openPanel('People');
  const button = people.getByRole('button', { name: 'Message Ben privately' });
  await expect(button).toHaveCount(1);
  await button.focus();
  await ann.page.keyboard.press('Enter');
  await expect(ann.page.getByRole('textbox', { name: 'Message' })).toBeFocused();
  await expect(receiverOf(ann)).toHaveValue(ben.id);
  await ann.page.keyboard.type(SECRET);
  await ann.page.keyboard.press('Enter');
  await expect(ann.messages).toContainText([/Delivered/]);
  await expect(ben.page.getByRole('status').filter({ hasText: `Ann, only to you: ${SECRET}` })).toHaveCount(
    1,
  );
  await ben.openPanel('Chat');
  await expect(ben.messages).toHaveText([/Only you see this/]);
});

test('a message to a person who has left is refused with a sentence and does not go to everyone', async ({
  twoInCall,
  arrive,
  code,
}) => {
  const [ann, ben] = await twoInCall();
  const cid = await arrive('Cid');
  await cid.join(code);
  await cid.openPanel('Chat');
  await ann.openPanel('Chat');
  await receiverOf(ann).selectOption({ label: 'Ben' });
  await ben.leave();
  await expect(receiverOf(ann).getByRole('option', { selected: true })).toHaveText('Ben (has left)');
  await ann.sendMessage(SECRET);
  await expect(ann.messages).toHaveText([/Ben has left the call and didn’t get this message/]);
  await expect(ann.messages.getByRole('button', { name: 'Try again' })).toBeHidden();
  await receiverOf(ann).selectOption({ label: 'Everyone' });
  await ann.sendMessage('Ben is gone');
  await expect(cid.messages).toHaveText([/Ben is gone/]);
});

test('a message to a page of an older version is refused with a sentence', async ({ arrive, code }) => {
  const [ann, ben] = [await arrive('Ann'), await arrive('Ben')];
  await ben.page.addInitScript(() => {
    RTCPeerConnection.prototype.createDataChannel = () => ({}) as RTCDataChannel;
  });
  await ann.join(code);
  await ben.join(code);
  await expectCamera(ann.tileOf(ben));
  await ann.openPanel('Chat');
  await receiverOf(ann).selectOption({ label: 'Ben' });
  await ann.sendMessage(SECRET);
  await expect(ann.messages).toContainText([/Ask Ben to reload the page/], { timeout: 30_000 });
});

test('two people of the same name can be told apart', async ({ arrive, code }) => {
  const ann = await arrive('Ann');
  const bens = [await arrive('Ben'), await arrive('Ben')] as const;
  await ann.join(code);
  await bens[0].join(code);
  await bens[1].openRoom(code);
  await bens[1].page.getByRole('button', { name: 'Join here too' }).click();
  for (const ben of bens) await ben.openPanel('Chat');
  const people = await ann.openPanel('People');
  await expect(people.getByText('Ben (1)')).toBeVisible();
  await people.getByRole('button', { name: 'Message Ben (2) privately' }).click();
  await ann.sendMessage(SECRET);
  await expect(ann.messages).toHaveText([/Only Ben \(2\) sees this\. Delivered\./]);
  await expect(bens[1].messages).toHaveText([/Only you see this/]);
  await expect(bens[0].messages).toHaveCount(0);
});
