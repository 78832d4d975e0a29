import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PassThrough, Readable } from 'node:stream';
import { gunzipSync, gzipSync } from 'node:zlib';
import { BSON, Long } from 'bson';
import { BackupError } from './backup-error.js';
import { readBackup, writeBackup } from './backup-file.js';
import type { BackupRecord } from './decode-backup.js';

const INDEX = { v: 2, key: { username: 1 }, name: 'username_1', unique: true } as const;
const DOCUMENTS = Array.from({ length: 3_000 }, (_, i) =>
  Buffer.from(BSON.serialize({ _id: `user ${i}`, username: `u${i}`, big: Long.fromNumber(2 ** 60 + i) })),
);
const SOURCE = {
  createdAt: new Date(1_700_000_000_000),
  sessionSecret: 'a secret\n',
  collections: [
    { name: 'users', indexes: [INDEX], documents: () => DOCUMENTS },
    { name: 'calls', indexes: [], documents: () => [] },
  ],
};

async function backup(): Promise<Buffer> {
  const output = new PassThrough();
  const [counts, chunks] = await Promise.all([
    writeBackup(SOURCE, output, new AbortController().signal),
    output.toArray(),
  ]);
  assert.deepEqual(counts, { collections: 2, documents: DOCUMENTS.length });
  return Buffer.concat(chunks as Buffer[]);
}

async function read(bytes: Buffer): Promise<BackupRecord[]> {
  const records: BackupRecord[] = [];
  // Pieces of odd sizes, so that records lie across their borders.
  const pieces = Array.from({ length: Math.ceil(bytes.length / 997) }, (_, i) =>
    bytes.subarray(i * 997, i * 997 + 997),
  );
  for await (const record of readBackup(Readable.from(pieces))) records.push(record);
  return records;
}

async function refusal(bytes: Buffer): Promise<string> {
  const error = await read(bytes).then(
    () => assert.fail('the file was accepted'),
    (error: unknown) => error,
  );
  assert.ok(error instanceof BackupError, String(error));
  return error.message;
}

test('a backup holds the header, every collection and every document, unchanged and in order', async () => {
  const [header, users, ...rest] = await read(await backup());
  assert.deepEqual(header, {
    kind: 'header',
    createdAt: SOURCE.createdAt,
    sessionSecret: SOURCE.sessionSecret,
  });
  assert.deepEqual(users, { kind: 'collection', name: 'users', indexes: [INDEX] });
  assert.deepEqual(rest.pop(), { kind: 'collection', name: 'calls', indexes: [] });
  assert.deepEqual(
    rest.map((record) => (record.kind === 'document' ? record.bytes.toString('hex') : '')),
    DOCUMENTS.map((bytes) => bytes.toString('hex')),
  );
});

test('a truncated backup is refused, at whichever place it ends', async () => {
  const whole = await backup();
  const content = gunzipSync(whole);
  for (const share of [0.001, 0.1, 0.5, 0.9, 0.999]) {
    assert.match(await refusal(whole.subarray(0, Math.floor(whole.length * share))), /incomplete|damaged/);
    // Also if somebody has compressed it again, so that gzip itself finds no mistake.
    const shorter = content.subarray(0, Math.floor(content.length * share));
    assert.match(await refusal(gzipSync(shorter)), /not a backup|incomplete/);
  }
  assert.match(await refusal(whole.subarray(0, -1)), /incomplete/);
});

test('a backup with one changed, missing or added document is refused', async () => {
  const content = gunzipSync(await backup());
  const at = content.indexOf('user 1500');
  const changed = Buffer.from(content);
  changed[at] = 'U'.charCodeAt(0);
  assert.match(await refusal(gzipSync(changed)), /checksum is wrong/);
  const record = 1 + (DOCUMENTS[0]?.length ?? 0);
  const first = content.indexOf(DOCUMENTS[0] ?? '') - 1;
  const missing = Buffer.concat([content.subarray(0, first), content.subarray(first + record)]);
  assert.match(await refusal(gzipSync(missing)), /checksum is wrong/);
  assert.match(await refusal(gzipSync(Buffer.concat([content, content]))), /continues behind its end/);
});

test('every changed byte of the file is noticed, or changes nothing', async () => {
  const whole = await backup();
  const expected = JSON.stringify(await read(whole));
  for (let at = 0; at < whole.length; at += Math.ceil(whole.length / 60)) {
    const changed = Buffer.from(whole);
    changed[at] = (changed[at] ?? 0) ^ 0x10;
    const outcome = await read(changed).then(
      (records) => JSON.stringify(records),
      (error: unknown) => error,
    );
    assert.ok(
      outcome instanceof BackupError || outcome === expected,
      `byte ${at}: ${String(outcome).slice(0, 100)}`,
    );
  }
});

test('other files are not taken for a backup', async () => {
  const header = (fields: object) => gzipSync(Buffer.concat([Buffer.from('H'), BSON.serialize(fields)]));
  const others = [
    Buffer.alloc(0),
    Buffer.from('hello'),
    Buffer.from('\n> parley@0.1.0 backup\n'),
    gzipSync('hello, this is a text'),
    gzipSync(''),
    gzipSync(Buffer.alloc(100_000, 'H')),
    header({ format: 'another-backup', version: 1 }),
    header({}),
  ];
  for (const other of others) assert.match(await refusal(other), /^This is not a backup|incomplete/);
  assert.match(
    await refusal(header({ format: 'parley-backup', version: 2 })),
    /^A later release of Parley has made this backup \(version 2; this release reads version 1\)/,
  );
});
