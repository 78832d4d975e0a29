import { Long } from 'bson';
import type { Command } from './command.js';
import { type Document, MAX_DOCUMENT_BYTES, decodeExactly } from './documents.js';
import { notImplemented } from './errors.js';
import type { Sort } from './plan.js';
import { compileProjection } from './projection.js';
import { select } from './select.js';
import type { Storage } from './storage.js';

interface FindCommand {
  filter?: Document;
  projection?: Document;
  sort?: Sort;
  limit?: number;
}

export function readCommands(storage: Storage): Record<string, Command> {
  return {
    find: {
      fields: ['filter', 'projection', 'sort', 'limit', 'batchSize', 'singleBatch'],
      run: (command, { namespace, collection }) => {
        const { filter = {}, projection = {}, sort, limit } = command as FindCommand;
        const isWhole = Object.keys(projection).length === 0;
        const project = compileProjection(projection);
        const rows = select(storage, collection, filter, { sort, limit });
        const size = rows.reduce((sum, { bytes }) => sum + bytes.length + ENTRY_BYTES, 0);
        if (size > MAX_DOCUMENT_BYTES) throw notImplemented(`a result of ${size} bytes`);
        // A whole document comes back as it was stored, with the types of its numbers.
        const documents = rows.map(({ document, bytes }) =>
          isWhole ? decodeExactly(bytes) : project(document),
        );
        return cursorReply(namespace, documents);
      },
    },
    // The only supported pipeline is the one that countDocuments() sends.
    aggregate: {
      fields: ['pipeline', 'cursor'],
      run: ({ pipeline }, { namespace, collection }) => {
        const [match, ...rest] = pipeline as Document[];
        const filter = match?.['$match'] as Document | undefined;
        if (!filter || JSON.stringify(rest) !== COUNT_STAGES)
          throw notImplemented('an aggregation other than countDocuments()');
        const n = select(storage, collection, filter).length;
        return cursorReply(namespace, n > 0 ? [{ _id: 1, n }] : []);
      },
    },
  };
}

/** The bytes that a BSON array needs for each element in addition to the element itself. */
const ENTRY_BYTES = 10;
const COUNT_STAGES = JSON.stringify([{ $group: { _id: 1, n: { $sum: 1 } } }]);

/** Puts all documents into the first batch, whatever batch size the client asked for: no cursor stays open. */
export function cursorReply(namespace: string, documents: Document[]): Document {
  return { cursor: { firstBatch: documents, id: Long.ZERO, ns: namespace } };
}
