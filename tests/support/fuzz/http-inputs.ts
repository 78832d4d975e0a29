import fc from 'fast-check';
import type { z } from 'zod';
import { hostileText, hostileValue, reservedName } from './hostile.js';
import { nearValidValues } from './near-valid.js';
import type { Examples } from './near-valid.js';

/** A route and the schemas of its input. */
export interface HttpTarget {
  /** Like `POST /login`. Parameters of the path begin with a colon. */
  readonly route: string;
  readonly body?: z.ZodType;
  readonly query?: z.ZodType;
  /** Instead of those that all targets share. */
  readonly examples?: Examples;
}

/** The sender of the request. `bad` stands for a made-up cookie or token. */
export type Sender = 'cookie' | 'token' | 'nobody' | 'bad';

export interface HttpInput {
  readonly route: string;
  readonly sender: Sender;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | null;
}

const TYPES = { form: 'application/x-www-form-urlencoded', json: 'application/json' };
type Kind = keyof typeof TYPES;

const OTHER_METHODS = ['HEAD', 'OPTIONS', 'PUT', 'DELETE', 'PATCH', 'GET', 'POST', 'PROPFIND'];
const OTHER_TYPES = [
  'text/plain',
  'multipart/form-data',
  'multipart/form-data; boundary=x',
  'application/xml',
  'application/json; charset=utf-16',
  'application/json; charset=nonsense',
  'application/x-www-form-urlencoded; charset=utf-7',
  'application/octet-stream',
  '*/*',
  ';;;',
  'application/csp-report',
];
const EVIL_SEGMENTS = [
  '%',
  '%E0%A4%A',
  '%00',
  '%2e%2e',
  '..',
  '%2f%2e%2e%2f',
  ';a=b',
  '%ff',
  '%u0041',
  '@callId',
];
const EVIL_QUERIES = [
  '?',
  '?%',
  '?__proto__=x',
  '?__proto__[a]=b',
  '?a[]=1&a[]=2',
  '?before=1&before=2',
  '?&&==&',
  `?${'a&'.repeat(3_000)}`,
];
const BROKEN_JSON = [
  '',
  '{',
  '[]',
  'null',
  '"text"',
  'NaN',
  '{"a":NaN}',
  '{"a":1,}',
  '\ufeff{}',
  '['.repeat(6_000),
  `{"a":${'9'.repeat(5_000)}}`,
  '{"\\ud800":"\\udfff"}',
  ' '.repeat(16_300) + '{}',
  'x'.repeat(20_000),
];
const BROKEN_FORMS = [
  '',
  '&',
  '=',
  '%',
  '%E0%A4%A',
  'a[b][c]=d',
  '__proto__=x',
  'constructor[prototype][a]=b',
  'a='.repeat(8_000),
  '&a=b'.repeat(30),
  '\0\0',
  `name=${'%F0'.repeat(3_000)}`,
  'x'.repeat(20_000),
];

const EVIL_HEADERS = fc.constantFrom<Record<string, string>>(
  { origin: 'null' },
  { origin: 'https://evil.example' },
  { 'sec-fetch-site': 'cross-site' },
  { referer: 'not an address' },
  { 'accept-language': '*;q=0, xx-' + 'a'.repeat(500) },
  { 'accept-language': '__proto__, constructor;q=2' },
  { 'accept-encoding': 'br;q=x, nonsense' },
  { 'user-agent': `Mozilla ${'('.repeat(2_000)}` },
  { 'x-forwarded-for': 'not an address, ::::' },
  { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'evil.example' },
  { 'x-http-method-override': 'DELETE' },
  { 'content-encoding': 'gzip' },
  { 'content-encoding': 'nonsense' },
  { authorization: 'Basic ===' },
  { authorization: 'Bearer' },
  { authorization: `Bearer ${'x'.repeat(4_000)}` },
  { range: 'bytes=0-0,5-1' },
  { 'if-none-match': '*' },
  { cookie: 'a=b; =; parley.sid=s%3A; parley.sid=j%3A%7B%7D; __proto__=x' },
);

/** Node.js itself answers requests whose line and headers are longer than 16 kB. */
const PATH_MAX = 8_000;

/** Requests for all these routes, most of them nearly right. The bodies are forms or JSON, as `kind` says. */
export function httpInputs(
  targets: readonly HttpTarget[],
  kind: Kind,
  examples: Examples,
): fc.Arbitrary<HttpInput> {
  return fc.oneof(...targets.map((target) => inputsFor(target, kind, { ...examples, ...target.examples })));
}

function inputsFor(
  { route, body, query }: HttpTarget,
  kind: Kind,
  examples: Examples,
): fc.Arbitrary<HttpInput> {
  const [method = '', pattern = ''] = route.split(' ');
  const usual = <T>(common: fc.Arbitrary<T>, rare: fc.Arbitrary<T>, weight = 8) =>
    fc.oneof({ weight, arbitrary: common }, { weight: 1, arbitrary: rare });
  const bodies = body ? usual(encoded(body, kind, examples), brokenBodies(kind)) : noBody(method, kind);
  const noQuery = fc.constant('');
  const queries = query
    ? fc.oneof(noQuery, nearValidValues(query, examples).map(toQuery), fc.constantFrom(...EVIL_QUERIES))
    : usual(noQuery, fc.constantFrom(...EVIL_QUERIES), 12);
  return fc
    .record({
      sender: usual<Sender>(
        fc.constantFrom<Sender>('cookie', ...(kind === 'json' ? (['token'] as const) : [])),
        fc.constantFrom<Sender>('nobody', 'bad'),
        5,
      ),
      method: usual(fc.constant(method), fc.constantFrom(...OTHER_METHODS), 15),
      path: pathsOf(pattern, examples),
      query: queries,
      headers: usual(fc.constant({}), EVIL_HEADERS, 5),
      body: bodies,
    })
    .map(({ sender, method, path, query, headers, body: { type, data } }) => ({
      route,
      sender,
      method,
      path: (path + query).slice(0, PATH_MAX),
      headers: { ...(type !== null && { 'content-type': type }), ...headers },
      body: data,
    }));
}

interface Body {
  readonly type: string | null;
  readonly data: Buffer | null;
}

function noBody(method: string, kind: Kind): fc.Arbitrary<Body> {
  const none = fc.constant<Body>({ type: null, data: null });
  return method === 'GET'
    ? none
    : fc.oneof({ weight: 6, arbitrary: none }, { weight: 1, arbitrary: brokenBodies(kind) });
}

function encoded(schema: z.ZodType, kind: Kind, examples: Examples): fc.Arbitrary<Body> {
  return fc
    .tuple(
      nearValidValues(schema, examples),
      fc.integer({ min: 0, max: 15 }),
      fc.constantFrom(...OTHER_TYPES),
      hostileText,
    )
    .map(([value, variant, otherType, text]) => {
      const usual = kind === 'form' ? toForm(value, variant, text) : toJson(value, variant, text);
      return { type: variant === 15 ? otherType : TYPES[kind], data: Buffer.from(usual) };
    });
}

function brokenBodies(kind: Kind): fc.Arbitrary<Body> {
  const texts = fc.constantFrom(...BROKEN_JSON, ...BROKEN_FORMS).map((text) => Buffer.from(text));
  const bytes = fc.uint8Array({ maxLength: 60 }).map((array) => Buffer.from(array));
  return fc.record({
    type: fc.oneof(fc.constant(TYPES[kind]), fc.constantFrom<string | null>(...OTHER_TYPES, null)),
    data: fc.oneof(texts, bytes),
  });
}

/** Encodes the object as a form. Some variants repeat a field, or write it as a list or as an object. */
function toForm(value: unknown, variant: number, text: string): string {
  if (typeof value !== 'object' || value === null) return escaped(String(value));
  const pairs = Object.entries(value).map(([name, one]) => `${escaped(name)}=${escaped(textOf(one))}`);
  const [first = 'name'] = Object.keys(value);
  if (variant === 1) pairs.push(`${escaped(first)}=${escaped(text)}`);
  if (variant === 2) pairs.push(`${escaped(first)}[]=${escaped(text)}`);
  if (variant === 3) pairs.push(`${escaped(first)}[$gt]=`);
  return pairs.join('&');
}

/** Encodes the value as JSON. Some variants repeat a key or cut the text off. */
function toJson(value: unknown, variant: number, text: string): string {
  const json = JSON.stringify(value ?? null);
  if (variant === 1 && json.startsWith('{"')) {
    const key = /^\{("(?:[^"\\]|\\.)*")/.exec(json)?.[1] ?? '"a"';
    return `{${key}:${JSON.stringify(text)},${json.slice(1)}`;
  }
  return variant === 2 ? json.slice(0, -1) : json;
}

function toQuery(value: unknown): string {
  return `?${toForm(value, 0, '')}`;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}

function pathsOf(pattern: string, examples: Examples): fc.Arbitrary<string> {
  const segments = pattern.split('/').map((segment) => {
    if (!segment.startsWith(':')) return fc.constant(segment);
    const known = (Object.hasOwn(examples, segment.slice(1)) ? examples[segment.slice(1)] : undefined) ?? [
      'x',
    ];
    return fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom(...known).map((value) => escaped(textOf(value))) },
      { weight: 2, arbitrary: fc.oneof(hostileText, hostileValue.map(textOf), reservedName).map(escaped) },
      { weight: 1, arbitrary: fc.constantFrom(...EVIL_SEGMENTS) },
    );
  });
  return fc.tuple(...segments).map((parts) => parts.join('/'));
}

/** Percent-encodes any text, also one with lone surrogates, for which `encodeURIComponent` throws. */
function escaped(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice(1).replaceAll('+', '%20').replaceAll('%40', '@');
}
