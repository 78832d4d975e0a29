import fc from 'fast-check';

/** Stands in many generated texts. No line of the log may contain it. */
export const TYPED = 'typed-by-a-fuzzer';
/** Stands in many generated texts. A page that contains it has not escaped what somebody typed. */
export const MARKUP = '<fuzz-tag';

const MARKUP_TEXTS = [
  `"'>${MARKUP} onload=x>`,
  `</title></script></template>${MARKUP}>`,
  `<!--${MARKUP}>`,
  `\`\${x}\`${MARKUP} a=`,
];
const RESERVED_NAMES = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'valueOf',
  'hasOwnProperty',
  'length',
  'then',
  '$where',
  '$gt',
  '$set',
  '_id',
  '_placeholder',
];
const TEXTS = [
  ...RESERVED_NAMES,
  ...MARKUP_TEXTS,
  TYPED,
  '',
  ' ',
  '\0',
  `${TYPED}\0b`,
  '\r\nSet-Cookie: a=b',
  '\u2028\u2029',
  '\ud800',
  `\udfff${TYPED}`,
  '\u202e\u2066\u2069\u200b\ufeff',
  '\ufffe\uffff',
  '{"$gt":""}',
  '[object Object]',
  'NaN',
  '-Infinity',
  '-0',
  '1e309',
  '9'.repeat(400),
  'null',
  'undefined',
  '%',
  '%00',
  '%E0%A4%A',
  '%c0%af',
  '../../../../etc/passwd',
  '..\\..\\',
  'javascript:alert(1)',
  'data:text/html,x',
  '//evil.example',
  '/\\evil.example',
  '/\t/evil.example',
  'https://evil.example/room/abc',
  "' || '1'=='1",
  '<%= 7*7 %>',
  '${7*7}{{7*7}}',
  '0000-01-01T00:00:00Z',
  '9999-12-31T23:59:59.999999999999Z',
  '+275760-09-13T00:00:00.001Z',
  'f'.repeat(24),
  'x'.repeat(65),
  'x'.repeat(2_049),
  'x'.repeat(15_000),
  '\ufdfa'.repeat(1_500),
  `a${'\u0315\u0300'.repeat(1_000)}`,
  '😀'.repeat(600),
  `a${'('.repeat(2_000)}a`,
  `a${' '.repeat(2_000)}a`,
  'İıſK',
];

const anyCodeUnit = fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit));

/** A text that code often handles wrongly. May contain lone surrogates and NUL. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...TEXTS) },
  { weight: 2, arbitrary: fc.string({ unit: anyCodeUnit, maxLength: 40 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.constantFrom(...TEXTS), fc.constantFrom(...TEXTS)).map(([a, b]) => a + b),
  },
);

export const reservedName: fc.Arbitrary<string> = fc.constantFrom(...RESERVED_NAMES);

/** A value that JSON can express, and that is hardly ever of the right type. */
export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 8, arbitrary: hostileText },
  { weight: 3, arbitrary: fc.constantFrom<unknown>(null, true, false, 0, -1, 0.1, 2 ** 53, -1e308, [], {}) },
  { weight: 2, arbitrary: fc.array(hostileText, { maxLength: 4 }) },
  {
    weight: 2,
    arbitrary: fc.tuple(reservedName, hostileText).map(([name, value]) => withKey({}, name, value)),
  },
  { weight: 1, arbitrary: fc.constantFrom(9, 50, 2_000).map(nested) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
);

/** A copy of the object with one more own key, also if the key is `__proto__`, which an assignment would not create. */
export function withKey(object: object, key: string, value: unknown): object {
  return Object.defineProperty({ ...object }, key, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}

function nested(depth: number): unknown {
  let value: unknown = TYPED;
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { deeper: value };
  return value;
}
