import type { Command } from './commands.js';
import { type Document, encode } from './documents.js';
import { badValue, notImplemented } from './errors.js';
import { compileProjection } from './projection.js';
import { type Selection, select } from './select.js';
import type { Store } from './store.js';
import { cursorReply } from './wire.js';

interface FindCommand extends Selection {
  filter?: Document;
  projection?: Document;
}

export function readCommands(store: Store): Record<string, Command> {
  return {
    find: {
      fields: ['filter', 'projection', 'sort', 'skip', 'limit', 'batchSize', 'singleBatch'],
      run: (command, { namespace, collection }) => {
        const { filter = {}, projection, ...selection } = command as FindCommand;
        const shape = projection && compileProjection(projection);
        const rows = select(store, collection, filter, selection);
        const documents = rows.map(({ document, bytes }) => (shape ? encode(shape(document)) : bytes));
        return cursorReply(namespace, documents);
      },
    },
    // The only pipelines are those of countDocuments().
    aggregate: {
      fields: ['pipeline', 'cursor'],
      run: ({ pipeline }, { namespace, collection }) => {
        const { filter, selection } = readCountPipeline(pipeline);
        const isAll = Object.keys(filter).length === 0 && Object.keys(selection).length === 0;
        const n =
          isAll && collection ? store.count(collection) : select(store, collection, filter, selection).length;
        return cursorReply(namespace, n > 0 ? [encode({ _id: 1, n })] : []);
      },
    },
  };
}

const COUNT_GROUP = JSON.stringify({ _id: 1, n: { $sum: 1 } });

/** Reads `[{ $match }, { $skip }?, { $limit }?, { $group: { _id: 1, n: { $sum: 1 } } }]`, as drivers count. */
function readCountPipeline(pipeline: unknown): { filter: Document; selection: Selection } {
  if (!Array.isArray(pipeline)) throw badValue('pipeline must be an array');
  const stages = pipeline.flatMap((stage) => Object.entries(stage as Document));
  const names = stages.map(([name]) => name).join(' ');
  const { $match, $group, $skip, $limit } = Object.fromEntries(stages);
  if (!/^\$match( \$skip)?( \$limit)? \$group$/.test(names) || JSON.stringify($group) !== COUNT_GROUP) {
    throw notImplemented('aggregation other than counting');
  }
  const selection: Selection = {};
  if ($skip !== undefined) selection.skip = $skip as number;
  if ($limit !== undefined) selection.limit = $limit as number;
  return { filter: $match as Document, selection };
}
