import { type Document, topLevelField } from './documents.js';
import { MongoError, notImplemented } from './errors.js';

/** Turns a projection of whole fields into a function. `_id` stays unless the projection excludes it. */
export function compileProjection(projection: Document): (document: Document) => Document {
  const flags = new Map<string, boolean>();
  for (const [field, flag] of Object.entries(projection)) {
    if (typeof flag !== 'number' && typeof flag !== 'boolean') throw notImplemented('a computed projection');
    flags.set(topLevelField(field), Boolean(flag));
  }
  if (flags.size === 0) return (document) => document;
  const others = [...flags].filter(([field]) => field !== '_id').map(([, flag]) => flag);
  const including = others[0] ?? flags.get('_id') === true;
  if (others.includes(!including)) {
    throw new MongoError(2, 'the projection both includes and excludes fields');
  }
  const keeps = (field: string) => flags.get(field) ?? (field === '_id' || !including);
  return (document) => Object.fromEntries(Object.entries(document).filter(([field]) => keeps(field)));
}
