import type { Collection, Index } from './catalog.js';
import { type Document, isDocument } from './documents.js';
import { operatorsOf } from './filter.js';
import { MAX_KEY_BYTES, encodeComparable, encodeValues } from './keys.js';

/** How to read candidates from an index: a superset of what the filter selects, which is always applied after. */
export interface Plan {
  readonly index: Index;
  /** Encoded values of the leading fields; several where the filter says `$in`. */
  readonly prefixes: Buffer[];
  /** Bounds of the field after those. */
  readonly low?: Buffer | undefined;
  readonly high?: Buffer | undefined;
  /** Whether the index also gives the wanted order, and whether that is against its own. */
  readonly isSorted: boolean;
  readonly reverse: boolean;
}

/** What the filter demands of one field. */
interface Bounds {
  equal?: Buffer[];
  low?: Buffer;
  high?: Buffer;
}

/** The best index for a filter and an order, or null when all documents must be read. */
export function choosePlan(
  collection: Collection,
  filter: Document,
  sort: Record<string, 1 | -1>,
): Plan | null {
  const bounds = new Map(Object.entries(filter).map(([field, condition]) => [field, boundsOf(condition)]));
  let best: { plan: Plan; score: number } | null = null;
  for (const index of collection.indexes) {
    const candidate = planWith(index, bounds, Object.entries(sort));
    if (candidate && candidate.score > (best?.score ?? 0)) best = candidate;
  }
  return best?.plan ?? null;
}

function planWith(index: Index, bounds: Map<string, Bounds>, order: [string, 1 | -1][]) {
  const lists: Buffer[][] = [];
  for (const field of index.fields) {
    const equal = bounds.get(field)?.equal;
    if (!equal) break;
    lists.push(equal);
  }
  const rest = index.fields.slice(lists.length);
  const { low, high } = bounds.get(rest[0] ?? '') ?? {};
  const prefixes = combinations(lists);
  const direction = order[0]?.[1];
  const isSorted =
    order.length > 0 &&
    prefixes.length <= 1 &&
    order.length <= rest.length &&
    order.every(([field, sign], position) => field === rest[position] && sign === direction);
  const score = lists.length * 4 + (low || high ? 2 : 0) + (isSorted ? 1 : 0);
  if (score === 0) return null;
  return { plan: { index, prefixes, low, high, isSorted, reverse: direction === -1 }, score };
}

function boundsOf(condition: unknown): Bounds {
  const bounds: Bounds = {};
  for (const [operator, operand] of operatorsOf(condition) ?? [['$eq', condition]]) {
    if (operator === '$eq') bounds.equal ??= encodeDistinct([operand]);
    if (operator === '$in' && Array.isArray(operand)) bounds.equal ??= encodeDistinct(operand);
    const limit = isDocument(operand) ? null : encodeComparable(operand);
    // A value too long for an index is no bound that a key could be compared with.
    if (!limit || limit.length > MAX_KEY_BYTES / 2) continue;
    if (operator === '$gt' || operator === '$gte') bounds.low ??= limit;
    if (operator === '$lt' || operator === '$lte') bounds.high ??= limit;
  }
  // Bounds of different types select nothing; the filter says so itself.
  if (bounds.low?.[0] !== bounds.high?.[0] && bounds.low && bounds.high) delete bounds.high;
  return bounds;
}

function encodeDistinct(values: readonly unknown[]): Buffer[] {
  const keys = values.map((value) => encodeValues([value]));
  return [...new Map(keys.map((key) => [key.toString('latin1'), key])).values()];
}

/** Every way to take one value from each list. A key that is too long to be in an index is left out. */
function combinations(lists: readonly Buffer[][]): Buffer[] {
  return lists
    .reduce<Buffer[]>(
      (heads, values) => heads.flatMap((head) => values.map((value) => Buffer.concat([head, value]))),
      [Buffer.alloc(0)],
    )
    .filter((key) => key.length <= MAX_KEY_BYTES);
}
