import { createHash } from 'node:crypto';
import { BSON } from 'bson';
import type { z } from 'zod';
import { BackupError } from './backup-error.js';
import { CollectionStart, End, Header, HeaderStart, RECORD, VERSION } from './backup-records.js';
import type { BackupHeader, BackupIndex } from './backup-records.js';

export type BackupRecord =
  | ({ readonly kind: 'header' } & BackupHeader)
  | { readonly kind: 'collection'; readonly name: string; readonly indexes: readonly BackupIndex[] }
  | { readonly kind: 'document'; readonly bytes: Buffer };

/** The largest document of MongoDB, with the room that MongoDB itself adds. */
const DOCUMENT_BYTES_MAX = 16 * 1024 * 1024 + 16 * 1024;
const LENGTH_BYTES = 4;

/**
 * Yields the records of a decompressed backup, the header first. The generator returns only if the backup is whole and
 * undamaged, so nothing that it yields may take effect before. @throws {BackupError}
 */
export async function* decodeBackup(chunks: AsyncIterable<Buffer>): AsyncGenerator<BackupRecord> {
  const hash = createHash('sha256');
  const counts = { collections: 0, documents: 0 };
  let place: 'start' | 'before-collections' | 'in-collection' | 'end' = 'start';
  for await (const frame of framesOf(chunks)) {
    const kind = String.fromCharCode(frame[0] ?? 0);
    const bytes = frame.subarray(1);
    if (place === 'end') throw damaged('it continues behind its end');
    if (place === 'start') {
      yield headerOf(kind, bytes);
      place = 'before-collections';
    } else if (kind === RECORD.collection) {
      yield { kind: 'collection', ...collectionOf(bytes) };
      place = 'in-collection';
      counts.collections++;
    } else if (kind === RECORD.document && place === 'in-collection') {
      yield { kind: 'document', bytes };
      counts.documents++;
    } else if (kind === RECORD.end) {
      const { checksum, ...expected } = parse(End, bytes);
      const isSame = hash.copy().digest().equals(checksum.buffer);
      if (!isSame || expected.collections !== counts.collections || expected.documents !== counts.documents)
        throw damaged('its checksum is wrong');
      place = 'end';
    } else throw damaged('it holds an unknown record');
    hash.update(frame);
  }
  if (place === 'start') throw foreign();
  if (place !== 'end') throw damaged('its end is missing');
}

/** Splits the bytes into records: a letter, and a BSON document, which begins with its own length. */
async function* framesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  let isFirst = true;
  for await (const chunk of chunks) {
    rest = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    while (rest.length > LENGTH_BYTES) {
      if (isFirst && rest.toString('latin1', 0, 1) !== RECORD.header) throw foreign();
      const length = 1 + rest.readInt32LE(1);
      if (length < LENGTH_BYTES + 2 || length > DOCUMENT_BYTES_MAX) {
        throw isFirst ? foreign() : damaged('it holds a record of an impossible length');
      }
      if (rest.length < length) break;
      yield rest.subarray(0, length);
      rest = rest.subarray(length);
      isFirst = false;
    }
  }
  if (rest.length > 0) throw isFirst ? foreign() : damaged('its end is missing');
}

function headerOf(kind: string, bytes: Buffer): BackupRecord {
  const content = kind === RECORD.header ? deserialize(bytes) : null;
  const start = HeaderStart.safeParse(content);
  if (!start.success) throw foreign();
  if (start.data.version > VERSION) {
    throw new BackupError(
      `A later release of Parley has made this backup (version ${start.data.version}; this release reads version ${VERSION}). Restore it with that release.`,
    );
  }
  const { createdAt, sessionSecret } = parse(Header, bytes);
  return { kind: 'header', createdAt, sessionSecret };
}

function collectionOf(bytes: Buffer): { name: string; indexes: readonly BackupIndex[] } {
  const { name, indexes } = parse(CollectionStart, bytes);
  return {
    name,
    indexes: indexes.map(({ v, key, name, unique, expireAfterSeconds }) => ({
      v,
      key,
      name,
      ...(unique !== undefined && { unique }),
      ...(expireAfterSeconds !== undefined && { expireAfterSeconds }),
    })),
  };
}

function parse<T>(schema: z.ZodType<T>, bytes: Buffer): T {
  const parsed = schema.safeParse(deserialize(bytes));
  if (!parsed.success) throw damaged('it holds an invalid record');
  return parsed.data;
}

function deserialize(bytes: Buffer): unknown {
  try {
    return BSON.deserialize(bytes);
  } catch {
    return null; // no schema accepts it
  }
}

function foreign(): BackupError {
  return new BackupError('This is not a backup of Parley. Choose a file that npm run backup has written.');
}

function damaged(how: string): BackupError {
  return new BackupError(`The backup is damaged or incomplete: ${how}. Use another backup.`);
}
