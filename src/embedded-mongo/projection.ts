import { type Document, fieldOf } from './documents.js';
import { badValue, notImplemented } from './errors.js';

/** Turns a projection of whole top-level fields into a function; `_id` is kept unless excluded. */
export function compileProjection(projection: Document): (document: Document) => Document {
  const flags = Object.entries(projection).map(([field, flag]) => {
    if (field.includes('.')) throw notImplemented('a projection of parts of a field');
    if (typeof flag !== 'number' && typeof flag !== 'boolean') throw notImplemented('a computed projection');
    return { field, included: Boolean(flag) };
  });
  const others = flags.filter(({ field }) => field !== '_id');
  const including = (others.length > 0 ? others : flags).every(({ included }) => included);
  if (!including && others.some(({ included }) => included)) {
    throw badValue('a projection cannot both include and exclude fields');
  }
  const named = new Set(others.map(({ field }) => field));
  const idFlag = flags.find(({ field }) => field === '_id');
  if (flags.length === 0) return (document) => document;
  const keeps = (field: string) =>
    field === '_id' ? (idFlag?.included ?? true) : named.has(field) === including;
  return (document) =>
    Object.fromEntries(
      Object.keys(document)
        .filter(keeps)
        .map((field) => [field, fieldOf(document, field)]),
    );
}
