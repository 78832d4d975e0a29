import fc from 'fast-check';
import { z } from 'zod';
import { hostileText, hostileValue, reservedName, withKey } from './hostile.js';

/** Values that a field of this name may well accept, so that generated payloads get past the schema. */
export type Examples = Readonly<Record<string, readonly unknown[]>>;

/** The part of JSON Schema that zod writes for the payloads of Parley. */
interface JsonSchema {
  type?: string;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  enum?: unknown[];
  const?: unknown;
  format?: string;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
}

/** Texts are generated up to this length; the limits themselves are tried too. */
const TEXT_MAX = 40;

/** Generates values that the schema accepts, or nearly: it does not know what refinements and transformations ask for. */
export function validValues(schema: z.ZodType, examples: Examples): fc.Arbitrary<unknown> {
  return valuesOf(
    z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema,
    '',
    examples,
  );
}

/** Half of the values are valid. The others have a hostile, a missing or an additional field, or are no object at all. */
export function nearValidValues(schema: z.ZodType, examples: Examples): fc.Arbitrary<unknown> {
  const valid = validValues(schema, examples);
  return fc.oneof(
    { weight: 6, arbitrary: valid },
    {
      weight: 4,
      arbitrary: fc.tuple(valid, fc.nat(), hostileValue).map(([value, at, bad]) => replaced(value, at, bad)),
    },
    { weight: 1, arbitrary: fc.tuple(valid, fc.nat()).map(([value, at]) => without(value, at)) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(valid, reservedName, hostileValue)
        .map(([value, name, more]) => (isObject(value) ? withKey(value, name, more) : more)),
    },
    { weight: 1, arbitrary: hostileValue },
  );
}

function valuesOf(schema: JsonSchema, name: string, examples: Examples): fc.Arbitrary<unknown> {
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives) return fc.oneof(...alternatives.map((one) => valuesOf(one, name, examples)));
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if ('const' in schema) return fc.constant(schema.const);
  switch (schema.type) {
    case 'object':
      return objectsOf(schema, examples);
    case 'array':
      return fc.array(valuesOf(schema.items ?? {}, name, examples), { maxLength: 4 });
    case 'string':
      return textsOf(schema, name, examples);
    case 'integer':
    case 'number':
      return fc.integer({ min: schema.minimum ?? -1_000, max: Math.min(schema.maximum ?? 1_000, 2 ** 31) });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case undefined:
    default:
      return orExamples(fc.jsonValue({ maxDepth: 2 }), name, examples);
  }
}

function objectsOf(
  { properties = {}, required = [] }: JsonSchema,
  examples: Examples,
): fc.Arbitrary<unknown> {
  const fields = Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [name, valuesOf(schema, name, examples)]),
  );
  return fc.record(fields, {
    requiredKeys: required.filter((name) => name in fields),
    noNullPrototype: true,
  });
}

function textsOf(schema: JsonSchema, name: string, examples: Examples): fc.Arbitrary<unknown> {
  const { format, pattern, minLength = 0, maxLength = 10_000 } = schema;
  if (format === 'date-time')
    return orExamples(
      fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
      name,
      examples,
    );
  if (pattern !== undefined) return orExamples(fc.stringMatching(new RegExp(pattern)), name, examples);
  const shortest = Math.min(minLength, TEXT_MAX);
  const texts = fc.oneof(
    fc.string({ minLength: shortest, maxLength: Math.max(shortest, Math.min(maxLength, TEXT_MAX)) }),
    fc.constantFrom('x'.repeat(maxLength), 'x'.repeat(maxLength + 1), 'x'.repeat(Math.max(0, minLength - 1))),
    hostileText,
  );
  return orExamples(texts, name, examples);
}

/** Uses the examples most of the time, if there are any. */
function orExamples(values: fc.Arbitrary<unknown>, name: string, examples: Examples): fc.Arbitrary<unknown> {
  const known = Object.hasOwn(examples, name) ? examples[name] : undefined;
  if (!known || known.length === 0) return values;
  return fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...known) }, { weight: 1, arbitrary: values });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Replaces one field, or a field of an object in that field. */
function replaced(value: unknown, at: number, bad: unknown): unknown {
  if (!isObject(value)) return bad;
  const names = Object.keys(value);
  const name = names[at % names.length];
  if (name === undefined) return { ...value, more: bad };
  const inner = value[name];
  return { ...value, [name]: isObject(inner) && at % 3 === 0 ? replaced(inner, at, bad) : bad };
}

function without(value: unknown, at: number): unknown {
  if (!isObject(value)) return undefined;
  const names = Object.keys(value);
  return Object.fromEntries(Object.entries(value).filter((_, index) => index !== at % names.length));
}
