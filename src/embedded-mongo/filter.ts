import { type Document, fieldOf, isDocument, topLevelField } from './documents.js';
import { MongoError, notImplemented } from './errors.js';
import { encodeComparable, encodeValue, isNaNKey } from './keys.js';

type Test = (value: unknown) => boolean;
export type DocumentTest = (document: Document) => boolean;

/** Turns a filter into a function that tests documents. Throws MongoError for unknown operators. */
export function compileFilter(filter: unknown): DocumentTest {
  if (!isDocument(filter)) throw new MongoError(2, 'the filter must be an object');
  const tests = Object.entries(filter).map(([field, condition]) =>
    field === '$or' ? compileOr(condition) : compileField(field, condition),
  );
  return (document) => tests.every((test) => test(document));
}

/** The operators in the condition on a field. A plain value means equality. */
export function operatorsOf(condition: unknown): [operator: string, operand: unknown][] {
  const entries = isDocument(condition) ? Object.entries(condition) : [];
  return entries.some(([name]) => name.startsWith('$')) ? entries : [['$eq', condition]];
}

function compileOr(branches: unknown): DocumentTest {
  const tests = listOf('$or', branches).map(compileFilter);
  return (document) => tests.some((test) => test(document));
}

function compileField(name: string, condition: unknown): DocumentTest {
  const field = topLevelField(name);
  const tests = operatorsOf(condition).map(([operator, operand]) => {
    const compile = Object.hasOwn(OPERATORS, operator) ? OPERATORS[operator] : undefined;
    if (!compile) throw notImplemented(`the filter operator ${operator}`);
    return compile(operand);
  });
  return (document) => {
    const value = fieldOf(document, field);
    return tests.every((test) => test(value));
  };
}

const OPERATORS: Record<string, (operand: unknown) => Test> = {
  $eq: (wanted) => oneOf([wanted]),
  $in: (wanted) => oneOf(listOf('$in', wanted)),
  $gt: (bound) => compares(bound, (order) => order > 0),
  $gte: (bound) => compares(bound, (order) => order >= 0),
  $lt: (bound) => compares(bound, (order) => order < 0),
  $lte: (bound) => compares(bound, (order) => order <= 0),
  $exists: (wanted) => (value) => (value !== undefined) === Boolean(wanted),
};

function listOf(operator: string, operand: unknown): unknown[] {
  if (!Array.isArray(operand)) throw new MongoError(2, `${operator} needs an array`);
  return operand;
}

function oneOf(wanted: unknown[]): Test {
  const keys = new Set(wanted.map((value) => encodeValue(value).toString('latin1')));
  return (value) => keys.has(encodeComparable(value)?.toString('latin1') ?? '');
}

/**
 * As in MongoDB, values of another type than the bound never match, and NaN is neither below nor above another number: it
 * meets only `$gte` and `$lte` with the bound NaN.
 */
function compares(bound: unknown, accepts: (order: number) => boolean): Test {
  if (bound === null) throw notImplemented('a range bounded by null');
  const key = encodeValue(bound);
  return (value) => {
    const valueKey = encodeComparable(value);
    if (!valueKey || valueKey[0] !== key[0]) return false;
    const order = Buffer.compare(valueKey, key);
    const isOrdered = order === 0 || !(isNaNKey(valueKey) || isNaNKey(key));
    return isOrdered && accepts(order);
  };
}
