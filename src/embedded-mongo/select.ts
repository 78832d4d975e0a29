import type { Collection } from './catalog.js';
import { type Document, fieldOf, topLevelField } from './documents.js';
import { MongoError } from './errors.js';
import { compileFilter } from './filter.js';
import { encodeValue } from './keys.js';
import { type Plan, type Sort, choosePlan } from './plan.js';
import type { Row, Storage } from './storage.js';

/** The documents that match a filter, in the order of `sort`, at most `limit` of them. 0 means no limit. */
export function select(
  storage: Storage,
  collection: Collection | undefined,
  filter: Document,
  { sort = {}, limit = 0 }: { sort?: Sort | undefined; limit?: number | undefined } = {},
): Row[] {
  // Check the filter and the order first, so that invalid ones fail on an empty collection too.
  const matches = compileFilter(filter);
  for (const [field, direction] of Object.entries(sort)) {
    if (Math.abs(direction) !== 1) throw new MongoError(2, `cannot sort by ${field}: ${direction}`);
    topLevelField(field);
  }
  if (!collection) return [];
  const plan = choosePlan(collection, filter, sort);
  const isSorted = plan?.isSorted || Object.keys(sort).length === 0;
  const end = limit || Infinity;
  const rows: Row[] = [];
  for (const row of plan ? readByIndex(storage, collection, plan) : storage.scan(collection)) {
    if (matches(row.document) && rows.push(row) === end && isSorted) break;
  }
  return isSorted ? rows : sortRows(rows, sort).slice(0, end);
}

function* readByIndex(storage: Storage, collection: Collection, plan: Plan): Generator<Row> {
  const reverse = plan.isSorted && plan.reverse;
  for (const prefix of plan.prefixes) {
    for (const record of storage.lookup(plan.index, prefix, { ...plan.bounds, reverse })) {
      yield storage.row(collection, record);
    }
  }
}

function sortRows(rows: readonly Row[], sort: Sort): Row[] {
  const fields = Object.keys(sort);
  const directions = Object.values(sort);
  const keyed = rows.map((row) => ({
    row,
    key: fields.map((name) => encodeValue(fieldOf(row.document, name))),
  }));
  keyed.sort((a, b) => {
    for (const [at, direction] of directions.entries()) {
      const order = Buffer.compare(a.key[at] as Buffer, b.key[at] as Buffer);
      if (order !== 0) return order * direction;
    }
    return 0;
  });
  return keyed.map(({ row }) => row);
}
