import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { test } from 'node:test';
import type { Document } from '../../src/embedded-mongo/documents.js';
import { readDatabaseFile } from '../support/embedded-file.js';
import { openClient, startServerProcess, temporaryDirectory } from '../support/embedded-server.js';

const ROUNDS = 30;
const WRITERS = 6;

interface Note {
  _id: number;
  owner: string;
  revision: number;
}

/** What the client knows of a document: its last acknowledged state and the one asked for since; null is "none". */
interface Knowledge {
  acknowledged: Note | null;
  asked: Note | null;
}

test('a write that was acknowledged survives kill -9, in every one of 30 rounds', async (t) => {
  const directory = await temporaryDirectory(t);
  const known = new Map<number, Knowledge>();
  let cutOff = 0;

  for (let round = 0; round < ROUNDS; round++) {
    const server = await startServerProcess(t, directory);
    const client = await openClient(t, server.uri);
    const notes = client.db('test').collection<Note>('notes');
    await notes.createIndex({ owner: 1, revision: 1 }, { unique: true }, {});
    const killAfter = randomInt(20, 120);
    let acknowledgements = 0;
    let killed: Promise<void> | undefined;

    async function write(id: number, next: Note | null, send: () => Promise<unknown>): Promise<void> {
      const knowledge = known.get(id) ?? { acknowledged: null, asked: null };
      known.set(id, knowledge);
      knowledge.asked = next;
      await send();
      knowledge.acknowledged = next;
      if (++acknowledgements === killAfter) killed = server.kill();
    }

    async function keepWriting(): Promise<never> {
      for (;;) {
        const id = known.size;
        const note = { _id: id, owner: `owner ${id}`, revision: 0 };
        await write(id, note, () => notes.insertOne(note));
        const revised = { ...note, revision: 1 };
        await write(id, revised, () => notes.updateOne({ _id: id }, { $set: { revision: 1 } }));
        if (id % 3 === 0) await write(id, null, () => notes.deleteOne({ _id: id }));
      }
    }

    const endings = await Promise.allSettled(Array.from({ length: WRITERS }, keepWriting));
    for (const ending of endings) {
      assert.match(
        String(ending.status === 'rejected' && ending.reason),
        /Mongo(Network|ServerSelection|Topology)|EPIPE|ECONNRESET/,
      );
    }
    await killed;
    await client.close();

    const stored = await readDatabaseFile(directory); // also compares every index with the documents
    const found = new Map(stored.get('test.notes')?.map((note) => [note['_id'], note]));
    for (const [id, { acknowledged, asked }] of known) {
      const note: Document | null = found.get(id) ?? null;
      found.delete(id);
      const isAsAsked = JSON.stringify(note) === JSON.stringify(asked);
      if (!isAsAsked) assert.deepEqual(note, acknowledged, `round ${round}: note ${id}`);
      if (asked !== acknowledged) cutOff++;
      known.set(id, isAsAsked ? { acknowledged: asked, asked } : { acknowledged, asked: acknowledged });
    }
    assert.deepEqual([...found.values()], [], 'there is nothing that nobody wrote');
  }
  assert.ok(cutOff >= ROUNDS, `the kills came in the middle of writing (${cutOff} writes were cut off)`);
});
