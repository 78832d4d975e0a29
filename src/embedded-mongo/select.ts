import type { Collection } from './catalog.js';
import type { Document } from './documents.js';
import { badValue } from './errors.js';
import { compileFilter } from './filter.js';
import { sortKey, sortOrder } from './keys.js';
import { type Plan, choosePlan } from './plan.js';
import type { Row, Store } from './store.js';

export interface Selection {
  sort?: Record<string, 1 | -1> | undefined;
  skip?: number | undefined;
  /** 0 for no limit. */
  limit?: number | undefined;
}

/** The documents that a filter selects, in order. A collection that does not exist is empty. */
export function select(
  store: Store,
  collection: Collection | undefined,
  filter: Document,
  { sort = {}, skip = 0, limit = 0 }: Selection = {},
): Row[] {
  const test = compileFilter(filter); // first, so that a bad filter fails on an empty collection too
  for (const [field, direction] of Object.entries(sort)) {
    if (field.startsWith('$') || (direction !== 1 && direction !== -1))
      throw badValue(`bad sort by ${field}`);
  }
  if (!collection) return [];
  const plan = choosePlan(collection, filter, sort);
  const end = limit > 0 ? skip + limit : Infinity;
  const isSorted = plan?.isSorted ?? Object.keys(sort).length === 0;
  const wanted = isSorted ? end : Infinity;
  const rows: Row[] = [];
  for (const row of plan ? follow(store, collection, plan) : store.scan(collection)) {
    if (test(row.document) && rows.push(row) >= wanted) break;
  }
  return (isSorted ? rows : sorted(rows, sort)).slice(skip, end);
}

function* follow(store: Store, collection: Collection, plan: Plan): Generator<Row> {
  const { index, prefixes, isSorted, low, high } = plan;
  for (const prefix of prefixes) {
    for (const record of store.lookup(index, prefix, { low, high, reverse: isSorted && plan.reverse })) {
      yield store.row(collection, record);
    }
  }
}

function sorted(rows: Row[], sort: Record<string, 1 | -1>): Row[] {
  const compare = sortOrder(sort);
  return rows
    .map((row) => ({ row, key: sortKey(row.document, sort) }))
    .sort((a, b) => compare(a.key, b.key))
    .map(({ row }) => row);
}
