import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createChat } from '../../src/services/chat.js';
import type { Chat } from '../../src/services/chat.js';
import { CHAT_PAGE_SIZE, CHAT_TEXT_MAX } from '../../src/shared/limits.js';
import { startRealtime } from '../support/start-realtime.js';
import { CODE, ann, bob, twoInCall } from '../support/two-in-call.js';

test('a message is stored, answered, and sent to everyone else once', async (t) => {
  const server = await startRealtime(t);
  const [first, second] = await twoInCall(server);
  const message = await first.get('chat-message', { text: '  Hello <b>all</b>\n ', clientKey: 'key-1' });
  assert.match(message.id, /^[0-9a-f]{24}$/);
  assert.deepEqual(message, {
    id: message.id,
    participantId: first.participantId,
    name: 'Ann',
    isGuest: false,
    text: 'Hello <b>all</b>',
    sentAt: message.sentAt,
    clientKey: 'key-1',
  });
  assert.ok(Math.abs(Date.now() - message.sentAt) < 60_000);
  assert.deepEqual(await second.next('chat-message'), message);
  await first.fence();
  assert.equal(first.count('chat-message'), 0, 'the sender gets the message as an answer, not as an event');
});

test('a message that is sent again is the same message', async (t) => {
  const server = await startRealtime(t);
  const [first, second] = await twoInCall(server);
  const draft = { text: 'Hello', clientKey: 'key-1' };
  const sent = await Promise.all([first.get('chat-message', draft), first.get('chat-message', draft)]);
  sent.push(await first.get('chat-message', { text: 'Something else', clientKey: 'key-1' }));
  assert.equal(new Set(sent.map(({ id }) => id)).size, 1);
  assert.equal(sent.at(-1)?.text, 'Hello', 'the answer holds the text that was stored first');
  await second.fence();
  assert.equal(second.count('chat-message'), 1);
});

test('the same key of another page is another message', async (t) => {
  const server = await startRealtime(t);
  const [first, second] = await twoInCall(server);
  const one = await first.get('chat-message', { text: 'One', clientKey: 'key' });
  const two = await second.get('chat-message', { text: 'Two', clientKey: 'key' });
  assert.notEqual(one.id, two.id);
});

test('a newcomer gets the messages of this call, and none of an earlier one', async (t) => {
  const server = await startRealtime(t);
  const first = await server.page(ann);
  await first.join(CODE);
  await first.get('chat-message', { text: 'Yesterday', clientKey: 'a' });
  await first.get('leave-call', {});
  await first.join(CODE);
  for (const text of ['One', 'Two']) await first.get('chat-message', { text, clientKey: text });
  const { chat } = await (await server.page(bob)).join(CODE);
  assert.deepEqual(
    chat.map(({ text, name }) => `${name}: ${text}`),
    ['Ann: One', 'Ann: Two'],
  );
});

test('older messages come page by page, oldest first', async (t) => {
  const chat = createChat();
  const server = await startRealtime(t, { chat });
  const total = CHAT_PAGE_SIZE * 2 + 3;
  const first = await server.page(ann);
  const { call, self } = await first.join(CODE);
  for (let index = 0; index < total; index += 1) {
    await chat.post({
      callId: call.id,
      userId: ann.id,
      participantId: self,
      name: 'Ann',
      text: String(index),
      clientKey: String(index),
    });
  }
  const newcomer = await server.page(bob);
  const read = (await newcomer.join(CODE)).chat;
  assert.equal(read.length, CHAT_PAGE_SIZE);
  for (const length of [CHAT_PAGE_SIZE, 3, 0]) {
    const older = await newcomer.get('chat-history', { before: read[0]?.id ?? '' });
    assert.equal(older.length, length);
    read.unshift(...older);
  }
  assert.deepEqual(
    read.map(({ text }) => text),
    Array.from({ length: total }, (_, index) => String(index)),
  );
});

test('the chat of another call cannot be read by the id of one of its messages', async (t) => {
  const server = await startRealtime(t);
  const [first, stranger] = [await server.page(ann), await server.page(bob)];
  await first.join(CODE);
  await first.get('chat-message', { text: 'One', clientKey: 'one' });
  const { id } = await first.get('chat-message', { text: 'Two', clientKey: 'two' });
  await stranger.join('another-call');
  await stranger.get('chat-message', { text: 'Mine', clientKey: 'mine' });
  assert.deepEqual(await stranger.get('chat-history', { before: id }), []);
});

test('an empty or too long message is refused with a sentence', async (t) => {
  const server = await startRealtime(t);
  const page = await server.page(ann);
  await page.join(CODE);
  const empty = await page.refusal('chat-message', { text: ' \n\t ', clientKey: 'a' });
  assert.deepEqual([empty.code, /empty/.test(empty.message)], ['bad-request', true]);
  const endless = await page.refusal('chat-message', { text: 'x'.repeat(CHAT_TEXT_MAX + 1), clientKey: 'b' });
  assert.deepEqual([endless.code, /Shorten/.test(endless.message)], ['bad-request', true]);
  await page.get('chat-message', { text: 'x'.repeat(CHAT_TEXT_MAX), clientKey: 'c' });
});

test('a newcomer does not miss a message that is sent during the join', async (t) => {
  const chat = createChat();
  // `slow` delays the messages that the newcomer’s join has read until another message is stored.
  let release: () => void = () => undefined;
  let hold: Promise<void> | null = null;
  const slow: Chat = {
    ...chat,
    async latest(callId, limit) {
      const read = await chat.latest(callId, limit);
      await hold;
      return read;
    },
  };
  const server = await startRealtime(t, { chat: slow });
  const [first, second] = [await server.page(ann), await server.page(bob)];
  await first.join(CODE);
  await first.get('chat-message', { text: 'Before', clientKey: 'a' });
  hold = new Promise((resolve) => (release = resolve));
  const joining = second.join(CODE);
  await second.fence();
  await first.get('chat-message', { text: 'Meanwhile', clientKey: 'b' });
  release();
  assert.deepEqual(
    (await joining).chat.map(({ text }) => text),
    ['Before', 'Meanwhile'],
  );
});

test('while the database cannot write, a message is refused with a sentence and sent to nobody', async (t) => {
  const full = Object.assign(new Error('no space'), { name: 'MongoServerError' });
  const server = await startRealtime(t, { chat: { ...createChat(), post: () => Promise.reject(full) } });
  const [first, second] = await twoInCall(server);
  const refusal = await first.refusal('chat-message', { text: 'the text', clientKey: 'a' });
  assert.equal(refusal.code, 'unavailable');
  await second.fence();
  assert.equal(second.count('chat-message'), 0);
  assert.ok(server.lines.every((line) => !line.includes('the text')));
});
