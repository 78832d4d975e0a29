import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { test } from 'node:test';
import type { Document } from '../../src/embedded-mongo/documents.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { readDatabaseFile } from './support/database-file.js';
import { openClient, spawnEmbedded } from './support/server.js';

const ROUNDS = 30;
const WRITERS = 6;

interface Note {
  _id: number;
  owner: string;
  revision: number;
}

/** The last acknowledged and the last requested state of a document. Null means that the document does not exist. */
interface NoteStates {
  acknowledged: Note | null;
  requested: Note | null;
}

test('an acknowledged write survives kill -9, in each of 30 rounds', async (t) => {
  const directory = await temporaryDirectory(t);
  const known = new Map<number, NoteStates>();
  let interrupted = 0;

  for (let round = 0; round < ROUNDS; round++) {
    const server = await spawnEmbedded(t, directory);
    const client = await openClient(t, server.uri);
    const notes = client.db('test').collection<Note>('notes');
    await notes.createIndex({ owner: 1, revision: 1 }, { unique: true }, {});
    const killAfter = randomInt(20, 120);
    let acknowledgements = 0;
    let killed: Promise<void> | undefined;

    async function write(id: number, next: Note | null, send: () => Promise<unknown>): Promise<void> {
      const states = known.get(id) ?? { acknowledged: null, requested: null };
      known.set(id, states);
      states.requested = next;
      await send();
      states.acknowledged = next;
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

    const stored = await readDatabaseFile(directory); // also checks every index against the documents
    const found = new Map(stored.get('test.notes')?.map((note) => [note['_id'], note]));
    for (const [id, { acknowledged, requested }] of known) {
      const note: Document | null = found.get(id) ?? null;
      found.delete(id);
      const isAsRequested = JSON.stringify(note) === JSON.stringify(requested);
      if (!isAsRequested) assert.deepEqual(note, acknowledged, `round ${round}: note ${id}`);
      if (requested !== acknowledged) interrupted++;
      known.set(
        id,
        isAsRequested ? { acknowledged: requested, requested } : { acknowledged, requested: acknowledged },
      );
    }
    assert.deepEqual([...found.values()], [], 'the database holds only documents that a writer requested');
  }
  assert.ok(interrupted >= ROUNDS, `the kills interrupt writes (${interrupted} interrupted)`);
});
