import type { Command } from './command.js';
import type { Document } from './documents.js';
import { MongoError, notImplemented } from './errors.js';
import { cursorReply } from './read-commands.js';
import type { Storage } from './storage.js';

/** The commands that tell which collections and indexes exist. */
export function catalogCommands(storage: Storage): Record<string, Command> {
  return {
    listCollections: {
      fields: ['filter', 'nameOnly', 'authorizedCollections', 'cursor'],
      run: ({ filter = {} }, { namespace }) => {
        if (Object.keys(filter as Document).length > 0) throw notImplemented('a filter of listCollections');
        // This command addresses the whole database; its argument is the number 1.
        const prefix = namespace.slice(0, namespace.indexOf('.') + 1);
        const names = storage.catalog
          .all()
          .filter((collection) => collection.namespace.startsWith(prefix))
          .map((collection) => collection.namespace.slice(prefix.length));
        return cursorReply(
          `${prefix}$cmd.listCollections`,
          names.map((name) => ({ name, type: 'collection' })),
        );
      },
    },
    listIndexes: {
      fields: ['cursor'],
      run: (_command, { namespace, collection }) => {
        if (!collection) throw new MongoError(26, `ns does not exist: ${namespace}`);
        return cursorReply(
          namespace,
          collection.indexes.map(({ spec }) => ({ ...spec })),
        );
      },
    },
  };
}
