import { ObjectId } from 'bson';
import { type Document, isDocument, topLevelField } from './documents.js';
import { MongoError, notImplemented } from './errors.js';
import { operatorsOf } from './filter.js';
import { encodeValue } from './keys.js';

/** Returns the updated document and leaves `document` unchanged. Throws MongoError for unknown operators. */
export function applyUpdate(document: Document, update: unknown, inserting = false): Document {
  let next = document;
  for (const { operator, field, operand } of changesOf(update)) {
    if (operator === '$unset') {
      next = Object.fromEntries(Object.entries(next).filter(([name]) => name !== field));
    } else if (operator === '$set' || inserting) {
      next = { ...next, [field]: operand };
    }
  }
  const id = document['_id'];
  // connect-mongo sets the `_id` that its filter names. Setting the same value again is not a change.
  if (id !== undefined && !encodeValue(next['_id']).equals(encodeValue(id))) {
    throw new MongoError(66, "the update would change the immutable field '_id'");
  }
  return next;
}

/** The document that an upsert inserts: the filter's equality conditions plus the update, with `_id` first. */
export function upsertedDocument(filter: Document, update: unknown): Document {
  const seed = Object.entries(filter).flatMap(([field, condition]) =>
    operatorsOf(condition)
      .filter(([operator]) => operator === '$eq' && field !== '$or')
      .map(([, value]) => [field, value] as const),
  );
  const { _id, ...rest } = applyUpdate(Object.fromEntries(seed), update, true);
  return { _id: _id ?? new ObjectId(), ...rest };
}

const OPERATORS = ['$set', '$setOnInsert', '$unset'];

function changesOf(update: unknown) {
  const entries = isDocument(update) ? Object.entries(update) : [];
  if (!entries[0]?.[0].startsWith('$')) throw notImplemented('replacing whole documents');
  const changes = entries.flatMap(([operator, fields]) => {
    if (!OPERATORS.includes(operator)) throw notImplemented(`the update operator ${operator}`);
    if (!isDocument(fields)) throw new MongoError(9, `${operator} needs an object of fields`);
    return Object.entries(fields).map(([name, operand]) => ({
      operator,
      field: topLevelField(name),
      operand,
    }));
  });
  const repeated = changes.find(({ field }, at) => changes.findIndex((other) => other.field === field) < at);
  if (repeated) throw new MongoError(40, `Updating the path '${repeated.field}' would create a conflict`);
  return changes;
}
