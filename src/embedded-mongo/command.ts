import type { Collection } from './catalog.js';
import type { Document } from './documents.js';
import type { Request } from './wire.js';

/** The collection that a command addresses, and the request around it. */
export interface Target {
  /** `database.collection` */
  readonly namespace: string;
  /** Undefined until something is written to the collection. */
  readonly collection: Collection | undefined;
  readonly sequences: Request['sequences'];
  readonly connectionId: number;
}

export interface Command {
  /** The fields that the command understands in addition to the fields that every command has. */
  readonly fields: readonly string[];
  /** Returns the reply without `ok`. Throws MongoError. */
  run(command: Document, target: Target): Document | Promise<Document>;
}
