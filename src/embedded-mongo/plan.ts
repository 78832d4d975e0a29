import type { Collection, Index } from './catalog.js';
import type { Document } from './documents.js';
import { operatorsOf } from './filter.js';
import { MAX_KEY_BYTES, encodeValue } from './keys.js';

export type Sort = Readonly<Record<string, 1 | -1>>;

/** How to read candidates from an index: a superset of what the filter selects, which is always applied after. */
export interface Plan {
  readonly index: Index;
  /** Encoded values of the leading fields; several where the filter says `$in`. */
  readonly prefixes: readonly Buffer[];
  /** Bounds of the field after those. */
  readonly bounds: { readonly low?: Buffer; readonly high?: Buffer };
  /** Whether the index gives the wanted order too, and whether that is against its own. */
  readonly isSorted: boolean;
  readonly reverse: boolean;
}

/** The best index for a filter and an order, or undefined when all documents must be read. */
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
  // A value too long for a key is in no index.
  prefixes = prefixes.filter((prefix) => prefix.length <= MAX_KEY_BYTES);
  return { plan: { index, prefixes, bounds, isSorted, reverse }, score };
}

/** The encoded values that a condition allows, each once; undefined when it is not about equality. */
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
    // Too long to be compared with keys, or of another type than the other bound: the filter decides alone.
    if (key.length > MAX_KEY_BYTES / 2 || (bounds.low && bounds.low[0] !== key[0])) continue;
    if (operator.startsWith('$g')) bounds.low = key;
    else bounds.high = key;
  }
  return bounds;
}
