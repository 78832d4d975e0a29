import { createHash } from 'node:crypto';
import { Binary, BSON } from 'bson';
import { FORMAT, RECORD, VERSION } from './backup-records.js';
import type { BackupCounts, BackupHeader, BackupIndex } from './backup-records.js';

export interface BackupSource extends BackupHeader {
  readonly collections: readonly {
    readonly name: string;
    readonly indexes: readonly BackupIndex[];
    /** As BSON. */
    documents(): Iterable<Buffer>;
  }[];
}

const CHUNK_BYTES = 64 * 1024;

/** Yields the bytes of a backup before their compression, and then calls `onEnd`. */
export function* encodeBackup(
  { createdAt, sessionSecret, collections }: BackupSource,
  onEnd: (counts: BackupCounts) => void,
): Generator<Buffer> {
  const hash = createHash('sha256');
  let documents = 0;

  function* records(): Generator<Buffer> {
    yield record(RECORD.header, {
      format: FORMAT,
      version: VERSION,
      createdAt,
      ...(sessionSecret !== undefined && { sessionSecret }),
    });
    for (const { name, indexes, documents: read } of collections) {
      yield record(RECORD.collection, { name, indexes });
      for (const bytes of read()) {
        documents++;
        yield Buffer.concat([Buffer.from(RECORD.document), bytes]);
      }
    }
  }

  // Fewer and larger pieces make the compression faster.
  let pieces: Buffer[] = [];
  let size = 0;
  for (const piece of records()) {
    hash.update(piece);
    pieces.push(piece);
    size += piece.length;
    if (size < CHUNK_BYTES) continue;
    yield Buffer.concat(pieces);
    pieces = [];
    size = 0;
  }
  const counts = { collections: collections.length, documents };
  yield Buffer.concat([...pieces, record(RECORD.end, { ...counts, checksum: new Binary(hash.digest()) })]);
  onEnd(counts);
}

function record(kind: string, document: Record<string, unknown>): Buffer {
  return Buffer.concat([Buffer.from(kind), BSON.serialize(document)]);
}
