import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { BSON } from 'bson';
import { startEmbedded } from './support/server.js';

const OP_MSG = 2013;

function message(body: Buffer, { opCode = OP_MSG, length = 16 + body.length } = {}): Buffer {
  const header = Buffer.alloc(16);
  header.writeInt32LE(length, 0);
  header.writeInt32LE(7, 4);
  header.writeInt32LE(opCode, 12);
  return Buffer.concat([header, body]);
}

function flags(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

const COMMAND = Buffer.concat([Buffer.from([0]), BSON.serialize({ ping: 1, $db: 'test' })]);
const PING = message(Buffer.concat([flags(0), COMMAND]));
const NO_LENGTH = Buffer.alloc(4);

const MALFORMED: [title: string, bytes: Buffer][] = [
  ['an HTTP request', Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')],
  ['a negative length', message(Buffer.alloc(4), { length: -1 })],
  ['a length below that of the header', message(Buffer.alloc(4), { length: 15 })],
  ['a length above the maximum', message(Buffer.alloc(4), { length: 48_000_001 })],
  ['a message that is only a header', message(Buffer.alloc(0))],
  ['a message without a command', message(flags(0))],
  ['an unknown opcode', message(Buffer.alloc(32), { opCode: 2010 })],
  ['an unknown flag', message(Buffer.concat([flags(4), COMMAND]))],
  ['an unknown kind of section', message(Buffer.concat([flags(0), Buffer.from([2]), COMMAND.subarray(1)]))],
  ['a section longer than its message', message(Buffer.concat([flags(0), COMMAND.subarray(0, -3)]))],
  [
    'a command that is not BSON',
    message(Buffer.concat([flags(0), Buffer.from([0, 8, 0, 0, 0, 99, 99, 99, 0])])),
  ],
  ['a sequence of documents without length', message(Buffer.concat([flags(0), sequence(NO_LENGTH)]))],
  [
    'a sequence of documents without a name',
    message(Buffer.concat([flags(0), sequence(Buffer.alloc(0), 'x')])),
  ],
  ['a handshake without a collection', message(Buffer.alloc(4, 1), { opCode: 2004 })],
  ['noise', Buffer.from(Array.from({ length: 4096 }, (_, at) => (at * 7919) % 251))],
];

function sequence(documents: Buffer, name = 'documents\0'): Buffer {
  const content = Buffer.concat([Buffer.from(name), documents]);
  const head = Buffer.alloc(5);
  head[0] = 1;
  head.writeInt32LE(4 + content.length, 1);
  return Buffer.concat([head, content]);
}

test('a connection that does not speak the protocol is closed, and other connections continue', async (t) => {
  const { directory, client } = await startEmbedded(t);
  for (const [title, bytes] of MALFORMED) {
    await t.test(title, async () => {
      const socket = connect(join(directory, 'mongo.sock'));
      let answer = 0;
      socket.on('data', (chunk: Buffer) => (answer += chunk.length)).on('error', () => undefined); // the server may reset it
      socket.write(bytes);
      await once(socket, 'close');
      assert.equal(answer, 0);
      assert.deepEqual(await client.db().command({ ping: 1 }), { ok: 1 });
    });
  }
});

async function repliesTo(directory: string, writes: Buffer[], count: number): Promise<Buffer> {
  const socket = connect(join(directory, 'mongo.sock'));
  const received: Buffer[] = [];
  for (const bytes of writes) socket.write(bytes);
  const size = () => received.reduce((sum, chunk) => sum + chunk.length, 0);
  while (size() < count * REPLY_BYTES) received.push(((await once(socket, 'data')) as [Buffer])[0]);
  socket.destroy();
  return Buffer.concat(received);
}

/** Header, flags, section kind, document. */
const REPLY_BYTES = 16 + 4 + 1 + BSON.serialize({ ok: 1 }).length;

test('a message may arrive byte by byte', async (t) => {
  const { directory } = await startEmbedded(t);
  const reply = await repliesTo(
    directory,
    [...PING].map((byte) => Buffer.from([byte])),
    1,
  );
  assert.equal(reply.readInt32LE(8), 7, 'responseTo is the id of the request');
  assert.deepEqual(BSON.deserialize(reply.subarray(21)), { ok: 1 });
});

test('many messages may arrive at once, and each gets a reply', async (t) => {
  const { directory } = await startEmbedded(t);
  const reply = await repliesTo(directory, [Buffer.concat(Array.from({ length: 50 }, () => PING))], 50);
  assert.equal(reply.length, 50 * REPLY_BYTES);
});

test('a checksum is accepted', async (t) => {
  const { directory } = await startEmbedded(t);
  const ping = message(Buffer.concat([flags(1), COMMAND, Buffer.alloc(4, 9)]));
  assert.deepEqual(BSON.deserialize((await repliesTo(directory, [ping], 1)).subarray(21)), { ok: 1 });
});

test('documents that are not BSON fail only their own command', async (t) => {
  const { directory, client } = await startEmbedded(t);
  const broken = Buffer.from([9, 0, 0, 0, 99, 97, 0, 1, 0]);
  const insert = Buffer.concat([Buffer.from([0]), BSON.serialize({ insert: 'notes', $db: 'test' })]);
  const socket = connect(join(directory, 'mongo.sock'));
  socket.write(message(Buffer.concat([flags(0), insert, sequence(broken)])));
  const [reply] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  assert.equal(BSON.deserialize(reply.subarray(21))['code'], 22);
  assert.equal(await client.db().collection('notes').countDocuments(), 0);
});

test('a field named __proto__ is ordinary data', async (t) => {
  const { client } = await startEmbedded(t);
  const notes = client.db().collection('notes');
  const note = JSON.parse('{ "text": "a", "__proto__": { "isAdmin": true } }') as object;
  await notes.insertOne({ ...note });
  await notes.updateOne({ text: 'a' }, { $set: JSON.parse('{ "__proto__": { "isAdmin": 2 } }') as object });
  const stored = await notes.findOne({ text: 'a' });
  assert.deepEqual(stored && Object.getOwnPropertyDescriptor(stored, '__proto__')?.value, { isAdmin: 2 });
  assert.equal(({} as { isAdmin?: unknown }).isAdmin, undefined);
});
