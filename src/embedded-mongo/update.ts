import { ObjectId } from 'bson';
import { type Document, fieldOf, isDocument } from './documents.js';
import { MongoError, badValue, notImplemented } from './errors.js';
import { operatorsOf } from './filter.js';
import { encodeValue } from './keys.js';

type Change = (old: unknown) => unknown;

const OPERATORS: Record<string, (operand: unknown) => Change> = {
  $set: (operand) => () => operand,
  $setOnInsert: (operand) => () => operand,
  $unset: () => () => undefined,
  $max: (operand) => (old) => (old === undefined || isBefore(old, operand) ? operand : old),
  $min: (operand) => (old) => (old === undefined || isBefore(operand, old) ? operand : old),
};

/** The document after an update; `document` itself stays as it is. Throws MongoError for what it does not know. */
export function applyUpdate(document: Document, update: unknown, inserting = false): Document {
  let next = document;
  for (const [path, change] of changesOf(update, inserting)) next = changeAt(next, path, 0, change);
  const id = document['_id'];
  // connect-mongo sets the `_id` it has just looked for: the same value again is no change.
  if (id !== undefined && (next['_id'] === undefined || !encodeValue(next['_id']).equals(encodeValue(id)))) {
    throw new MongoError(66, "the update would change the immutable field '_id'");
  }
  return next;
}

/** The document that an upsert inserts: what the filter says by equality, then the update. `_id` stands first. */
export function upsertedDocument(filter: Document, update: unknown): Document {
  let seed: Document = {};
  for (const [field, condition] of Object.entries(filter)) {
    const operators = operatorsOf(condition);
    if (operators && !operators.some(([name]) => name === '$eq')) continue;
    const value = operators ? fieldOf(condition as Document, '$eq') : condition;
    if (!field.startsWith('$')) seed = changeAt(seed, field.split('.'), 0, () => value);
  }
  const { _id, ...rest } = applyUpdate(seed, update, true);
  return { _id: _id ?? new ObjectId(), ...rest };
}

/** Throws MongoError unless `update` consists of known operators on fields that do not overlap. */
export function changesOf(update: unknown, inserting: boolean): [path: string[], change: Change][] {
  if (!isDocument(update) || !operatorsOf(update)) throw notImplemented('replacing whole documents');
  const changes: [string[], Change][] = [];
  const touched: string[] = [];
  for (const [operator, fields] of Object.entries(update)) {
    const make = Object.hasOwn(OPERATORS, operator) ? OPERATORS[operator] : undefined;
    if (!make) throw notImplemented(`the update operator ${operator}`);
    if (!isDocument(fields)) throw new MongoError(9, `${operator} needs an object of fields`);
    for (const [field, operand] of Object.entries(fields)) {
      refuseOverlap(touched, field);
      if (operator !== '$setOnInsert' || inserting) changes.push([pathOf(field), make(operand)]);
    }
  }
  return changes;
}

function pathOf(field: string): string[] {
  const path = field.split('.');
  if (path.includes('')) throw badValue(`the update path '${field}' contains an empty field name`);
  if (path.some((name) => name.startsWith('$'))) throw notImplemented('a positional update');
  return path;
}

function refuseOverlap(touched: string[], field: string): void {
  const other = touched.find(
    (path) => path === field || path.startsWith(`${field}.`) || field.startsWith(`${path}.`),
  );
  if (other !== undefined) {
    throw new MongoError(40, `Updating the path '${field}' would create a conflict at '${other}'`);
  }
  touched.push(field);
}

function changeAt(document: Document, path: string[], depth: number, change: Change): Document {
  const name = path[depth] as string;
  const old = fieldOf(document, name);
  const isLast = depth === path.length - 1;
  const value = isLast ? change(old) : changeWithin(old, path, depth + 1, change);
  if (value !== undefined) return { ...document, [name]: value };
  const { [name]: _removed, ...rest } = document;
  return rest;
}

function changeWithin(parent: unknown, path: string[], depth: number, change: Change): unknown {
  if (Array.isArray(parent)) throw notImplemented('an update inside an array');
  if (parent !== undefined && !isDocument(parent)) {
    throw badValue(`cannot create the field '${path[depth]}' in '${path[depth - 1]}'`);
  }
  const changed = changeAt(parent ?? {}, path, depth, change);
  // Removing a field from an object that is not there must not make the object.
  return parent === undefined && Object.keys(changed).length === 0 ? undefined : changed;
}

function isBefore(a: unknown, b: unknown): boolean {
  return Buffer.compare(encodeValue(a), encodeValue(b)) < 0;
}
