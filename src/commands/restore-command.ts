import type { BackupHeader, BackupIndex } from '../backups/backup-records.js';
import type { BackupRecord } from '../backups/decode-backup.js';
import { countsText } from './backup-command.js';

/** The target of a restore. Nothing in it takes effect before the function that received it has resolved. */
export interface RestoreTarget {
  addHeader(header: BackupHeader): Promise<void>;
  addCollection(name: string, indexes: readonly BackupIndex[]): Promise<void>;
  insert(collection: string, documents: readonly Buffer[]): Promise<void>;
}

export interface RestoreSummary {
  readonly createdAt: Date;
  readonly hasSecret: boolean;
  readonly collections: number;
  readonly documents: number;
}

const BATCH = { documents: 500, bytes: 4 * 1024 * 1024 };

/** Reads a whole backup into the target. Leaves the documents of the collections in `leftOut` out. */
export async function copyBackup(
  records: AsyncIterable<BackupRecord>,
  target: RestoreTarget,
  { leftOut, signal }: { leftOut: ReadonlySet<string>; signal: AbortSignal },
): Promise<RestoreSummary> {
  const summary = { createdAt: new Date(0), hasSecret: false, collections: 0, documents: 0 };
  let collection = '';
  let batch: Buffer[] = [];
  let bytes = 0;
  async function flush(): Promise<void> {
    if (batch.length > 0) await target.insert(collection, batch);
    batch = [];
    bytes = 0;
  }
  for await (const record of records) {
    signal.throwIfAborted();
    if (record.kind === 'header') {
      await target.addHeader(record);
      summary.createdAt = record.createdAt;
      summary.hasSecret = record.sessionSecret !== undefined;
    } else if (record.kind === 'collection') {
      await flush();
      collection = record.name;
      await target.addCollection(collection, record.indexes);
      summary.collections++;
    } else if (!leftOut.has(collection)) {
      batch.push(record.bytes);
      bytes += record.bytes.length;
      summary.documents++;
      if (batch.length >= BATCH.documents || bytes >= BATCH.bytes) await flush();
    }
  }
  await flush();
  return summary;
}

/** A target that only counts. */
export const nowhere: RestoreTarget = {
  addHeader: () => Promise.resolve(),
  addCollection: () => Promise.resolve(),
  insert: () => Promise.resolve(),
};

export function summaryText(summary: RestoreSummary): string {
  return `a backup of ${summary.createdAt.toISOString()} with ${countsText(summary)}`;
}
