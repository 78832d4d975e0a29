import type { Collection } from './catalog.js';
import { type Document, fieldOf, plainField } from './documents.js';
import { MongoError } from './errors.js';
import { compileFilter } from './filter.js';
import { encodeValue } from './keys.js';
import { type Plan, type Sort, choosePlan } from './plan.js';
import type { Row, Store } from './store.js';

/** The documents that a filter selects, in order, at most `limit` unless that is 0. */
export function select(
  store: Store,
  collection: Collection | undefined,
  filter: Document,
  { sort = {}, limit = 0 }: { sort?: Sort | undefined; limit?: number | undefined } = {},
): Row[] {
  // First, so that a bad filter or order fails on an empty collection too.
  const test = compileFilter(filter);
  for (const [field, direction] of Object.entries(sort)) {
    if (Math.abs(direction) !== 1)
      throw new MongoError(2, `cannot sort by ${plainField(field)}: ${direction}`);
  }
  if (!collection) return [];
  const plan = choosePlan(collection, filter, sort);
  const isSorted = plan?.isSorted || Object.keys(sort).length === 0;
  const end = limit || Infinity;
  const rows: Row[] = [];
  for (const row of plan ? follow(store, collection, plan) : store.scan(collection)) {
    if (test(row.document) && rows.push(row) === end && isSorted) break;
  }
  return isSorted ? rows : sorted(rows, sort).slice(0, end);
}

function* follow(store: Store, collection: Collection, plan: Plan): Generator<Row> {
  const reverse = plan.isSorted && plan.reverse;
  for (const prefix of plan.prefixes) {
    for (const record of store.lookup(plan.index, prefix, { ...plan.bounds, reverse })) {
      yield store.row(collection, record);
    }
  }
}

function sorted(rows: readonly Row[], sort: Sort): Row[] {
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
