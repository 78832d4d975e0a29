import { Long } from 'bson';
import type { Command } from './commands.js';
import { type Document, MAX_DOCUMENT_BYTES } from './documents.js';
import { notImplemented } from './errors.js';
import type { Sort } from './plan.js';
import { compileProjection } from './projection.js';
import { select } from './select.js';
import type { Store } from './store.js';

interface FindCommand {
  filter?: Document;
  projection?: Document;
  sort?: Sort;
  limit?: number;
}

export function readCommands(store: Store): Record<string, Command> {
  return {
    find: {
      fields: ['filter', 'projection', 'sort', 'limit', 'batchSize', 'singleBatch'],
      run: (command, { namespace, collection }) => {
        const { filter = {}, projection = {}, sort, limit } = command as FindCommand;
        const shape = compileProjection(projection);
        const rows = select(store, collection, filter, { sort, limit });
        const size = rows.reduce((sum, { bytes }) => sum + bytes.length + ENTRY_BYTES, 0);
        if (size > MAX_DOCUMENT_BYTES) throw notImplemented(`a result of ${size} bytes`);
        const documents = rows.map(({ document }) => shape(document));
        return cursorReply(namespace, documents);
      },
    },
    // The only pipeline is that of countDocuments().
    aggregate: {
      fields: ['pipeline', 'cursor'],
      run: ({ pipeline }, { namespace, collection }) => {
        const [match, ...rest] = pipeline as Document[];
        const filter = match?.['$match'] as Document | undefined;
        if (!filter || JSON.stringify(rest) !== COUNT)
          throw notImplemented('aggregation other than counting');
        const n = select(store, collection, filter).length;
        return cursorReply(namespace, n > 0 ? [{ _id: 1, n }] : []);
      },
    },
  };
}

/** What a document in an array takes besides its own bytes. */
const ENTRY_BYTES = 10;
const COUNT = JSON.stringify([{ $group: { _id: 1, n: { $sum: 1 } } }]);

/** Everything comes in the first batch, whatever size was asked for, so that no cursor has to be kept open. */
function cursorReply(namespace: string, documents: Document[]): Document {
  return { cursor: { firstBatch: documents, id: Long.ZERO, ns: namespace } };
}
