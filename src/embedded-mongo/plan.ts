import type { Collection, Index } from './catalog.js';
import type { Document } from './documents.js';
import { operatorsOf } from './filter.js';
import { MAX_KEY_BYTES, encodeValue } from './keys.js';

export type Sort = Readonly<Record<string, 1 | -1>>;

/** How to read candidates from an index. They are a superset of the result: `select` applies the filter to each. */
export interface Plan {
  readonly index: Index;
  /** The encoded values of the leading fields. A filter with `$in` gives several. */
  readonly prefixes: readonly Buffer[];
  /** The bounds of the next field. */
  readonly bounds: { readonly low?: Buffer; readonly high?: Buffer };
  /** Whether the index also yields the requested order. */
  readonly isSorted: boolean;
  /** Whether the requested order is the reverse of the index's order. */
  readonly reverse: boolean;
}

/** The best index for a filter and an order, or undefined if none helps and all documents must be read. */
export function choosePlan({ indexes }: Collection, filter: Document, sort: Sort): Plan | undefined {
  const candidates = indexes.map((index) => planWith(index, filter, sort)).filter(({ score }) => score > 0);
  return candidates.sort((a, b) => b.score - a.score)[0]?.plan;
}

function planWith(index: Index, filter: Document, sort: Sort): { plan: Plan; score: number } {
  let prefixes = [Buffer.alloc(0)];
  let used = 0;
  for (const field of index.fields) {
    const values = equalTo(filter[field]);
    if (!Object.hasOwn(filter, field) || !values) break;
    prefixes = prefixes.flatMap((prefix) => values.map((value) => Buffer.concat([prefix, value])));
    used++;
  }
  const rest = index.fields.slice(used);
  const bounds = boundsOf(filter[rest[0] ?? '']);
  const order = Object.entries(sort);
  const reverse = order[0]?.[1] === -1;
  const isSorted =
    order.length > 0 &&
    prefixes.length === 1 &&
    order.every(([field, direction], at) => field === rest[at] && (direction === -1) === reverse);
  const score = used * 4 + (bounds.low || bounds.high ? 2 : 0) + (isSorted ? 1 : 0);
  // No index contains a value that is too long for a key.
  prefixes = prefixes.filter((prefix) => prefix.length <= MAX_KEY_BYTES);
  return { plan: { index, prefixes, bounds, isSorted, reverse }, score };
}

/** The distinct encoded values that a condition allows; undefined if the condition has no `$eq` or `$in`. */
function equalTo(condition: unknown): Buffer[] | undefined {
  for (const [operator, operand] of operatorsOf(condition)) {
    if (operator !== '$eq' && operator !== '$in') continue;
    const keys = (operator === '$in' ? (operand as unknown[]) : [operand]).map(encodeValue);
    return [...new Map(keys.map((key) => [key.toString('latin1'), key])).values()];
  }
  return undefined;
}

function boundsOf(condition: unknown): Plan['bounds'] {
  const bounds: { low?: Buffer; high?: Buffer } = {};
  for (const [operator, operand] of operatorsOf(condition)) {
    if (!/^\$[gl]te?$/.test(operator)) continue;
    const key = encodeValue(operand);
    // An index cannot use a bound that is too long for a key or has another type than the other bound.
    if (key.length > MAX_KEY_BYTES / 2 || (bounds.low && bounds.low[0] !== key[0])) continue;
    if (operator.startsWith('$g')) bounds.low = key;
    else bounds.high = key;
  }
  return bounds;
}
