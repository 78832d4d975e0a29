import { type Document, fieldOf, isDocument } from './documents.js';
import { badValue, notImplemented } from './errors.js';
import { encodeComparable, encodeValue } from './keys.js';

type Test = (value: unknown) => boolean;
export type DocumentTest = (document: Document) => boolean;

/** Turns a filter into a test of documents. Throws MongoError for what it does not know. */
export function compileFilter(filter: unknown): DocumentTest {
  if (!isDocument(filter)) throw badValue('a filter must be an object');
  const tests = Object.entries(filter).map(([field, condition]) =>
    field === '$or' ? compileOr(condition) : compileField(field, condition),
  );
  return (document) => tests.every((test) => test(document));
}

/** The operators of a condition on a field, or null when the condition is a value to be equal to. */
export function operatorsOf(condition: unknown): [string, unknown][] | null {
  if (!isDocument(condition)) return null;
  const entries = Object.entries(condition);
  return entries.some(([name]) => name.startsWith('$')) ? entries : null;
}

function compileOr(branches: unknown): DocumentTest {
  if (!Array.isArray(branches) || branches.length === 0) throw badValue('$or needs a non-empty array');
  const tests = branches.map(compileFilter);
  return (document) => tests.some((test) => test(document));
}

function compileField(field: string, condition: unknown): DocumentTest {
  if (field.startsWith('$')) throw notImplemented(`the filter operator ${field}`);
  const path = field.split('.');
  if (path.some((name) => /^\d+$/.test(name))) throw notImplemented('a filter on a position of an array');
  const tests = (operatorsOf(condition) ?? [['$eq', condition]]).map(([operator, operand]) =>
    compileOperator(operator, operand, path),
  );
  return (document) => tests.every((test) => test(document));
}

function compileOperator(operator: string, operand: unknown, path: string[]): DocumentTest {
  switch (operator) {
    case '$eq':
      return some(path, equals(operand));
    case '$ne':
      return none(path, equals(operand));
    case '$in':
      return some(path, oneOf(operator, operand));
    case '$nin':
      return none(path, oneOf(operator, operand));
    case '$gt':
      return some(
        path,
        ordered(operand, (order) => order > 0),
      );
    case '$gte':
      return some(
        path,
        ordered(operand, (order) => order >= 0),
      );
    case '$lt':
      return some(
        path,
        ordered(operand, (order) => order < 0),
      );
    case '$lte':
      return some(
        path,
        ordered(operand, (order) => order <= 0),
      );
    case '$exists':
      return operand ? some(path, isDefined) : none(path, isDefined);
    default:
      throw notImplemented(`the filter operator ${operator}`);
  }
}

const isDefined: Test = (value) => value !== undefined;

// A negation holds when no value at the path passes: `$ne: 1` does not match [1, 2].
const some = (path: string[], test: Test): DocumentTest => {
  return (document) => reach(document, path, 0, test);
};
const none = (path: string[], test: Test): DocumentTest => {
  return (document) => !reach(document, path, 0, test);
};

/** Whether any value that a dotted path leads to passes; an array counts as its elements, and as itself. */
function reach(value: unknown, path: string[], depth: number, test: Test): boolean {
  const name = path[depth];
  if (name === undefined) return test(value) || (Array.isArray(value) && value.some(test));
  if (Array.isArray(value)) return value.some((item) => isDocument(item) && reach(item, path, depth, test));
  return isDocument(value) ? reach(fieldOf(value, name), path, depth + 1, test) : test(undefined);
}

function equals(wanted: unknown): Test {
  const key = encodeValue(wanted);
  return (value) => encodeComparable(value)?.equals(key) ?? false;
}

function oneOf(operator: string, wanted: unknown): Test {
  if (!Array.isArray(wanted)) throw badValue(`${operator} needs an array`);
  const keys = new Set(wanted.map((value) => encodeValue(value).toString('latin1')));
  return (value) => {
    const key = encodeComparable(value);
    return key !== null && keys.has(key.toString('latin1'));
  };
}

/** Values of another type than the bound never match, as in MongoDB. */
function ordered(bound: unknown, accepts: (order: number) => boolean): Test {
  if (bound === null || bound === undefined) throw notImplemented('a range bounded by null');
  const key = encodeValue(bound);
  return (value) => {
    const own = encodeComparable(value);
    return own !== null && own[0] === key[0] && accepts(Buffer.compare(own, key));
  };
}
