// A backup is a gzip file of records. Each record is one letter and one BSON document:
//   H  the header     format, version, createdAt; sessionSecret, if the data directory holds it
//   C  a collection   name, indexes
//   D  a document     of the collection before it, unchanged
//   E  the end        collections, documents, checksum (the SHA-256 of all bytes before this record)
// A file without the end record, with a wrong checksum or with bytes behind the end is refused.
import { Binary } from 'bson';
import { z } from 'zod';

export const FORMAT = 'parley-backup';
/** Increase it if an older release would misread the records, or the documents of this release. */
export const VERSION = 1;

export const RECORD = { header: 'H', collection: 'C', document: 'D', end: 'E' } as const;

/** What tells a backup of Parley from other files. */
export const HeaderStart = z.object({ format: z.literal(FORMAT), version: z.number().int().min(1) });

export const Header = z.strictObject({
  ...HeaderStart.shape,
  createdAt: z.date(),
  sessionSecret: z.string().max(1_000).optional(),
});

const Index = z.strictObject({
  v: z.literal(2),
  key: z.record(z.string(), z.union([z.literal(1), z.literal(-1)])),
  name: z.string(),
  unique: z.boolean().optional(),
  expireAfterSeconds: z.number().optional(),
});

export const CollectionStart = z.strictObject({
  name: z.string().min(1).max(100),
  indexes: z.array(Index).max(63),
});

export const End = z.strictObject({
  collections: z.number(),
  documents: z.number(),
  checksum: z.instanceof(Binary),
});

export interface BackupIndex {
  readonly v: 2;
  readonly key: Record<string, 1 | -1>;
  readonly name: string;
  readonly unique?: boolean;
  readonly expireAfterSeconds?: number;
}

export interface BackupHeader {
  readonly createdAt: Date;
  /** The content of the file with the secret of sessions. Undefined if SESSION_SECRET sets the secret. */
  readonly sessionSecret: string | undefined;
}

export interface BackupCounts {
  readonly collections: number;
  readonly documents: number;
}
