import fc from 'fast-check';
import { payloads } from '../../../src/realtime/socket-schemas.js';
import { hostileText, hostileValue, reservedName } from './hostile.js';
import { nearValidValues } from './near-valid.js';
import type { Examples } from './near-valid.js';

export interface SocketInput {
  readonly event: string;
  readonly args: readonly unknown[];
  /** Without it, the client does not ask for an acknowledgement. */
  readonly hasAck: boolean;
}

export const EVENTS = Object.keys(payloads);

/** The client library refuses to send these. */
const RESERVED = ['connect', 'connect_error', 'disconnect', 'disconnecting', 'newListener', 'removeListener'];

/** Requests of every kind, most of them nearly right, and a few events that the server does not know. */
export function socketInputs(examples: Examples): fc.Arbitrary<SocketInput> {
  const known = Object.entries(payloads).map(([event, schema]) =>
    fc.record({
      event: fc.constant(event),
      args: argumentsOf(nearValidValues(schema, examples)),
      hasAck: fc.integer({ max: 9, min: 0 }).map((number) => number > 0),
    }),
  );
  const unknown = fc.record({
    event: fc
      .oneof(hostileText, reservedName)
      .filter((event) => !RESERVED.includes(event) && !EVENTS.includes(event)),
    args: argumentsOf(hostileValue),
    hasAck: fc.constant(false),
  });
  return fc.oneof({ weight: 12, arbitrary: fc.oneof(...known) }, { weight: 1, arbitrary: unknown });
}

function argumentsOf(payload: fc.Arbitrary<unknown>): fc.Arbitrary<readonly unknown[]> {
  const binary = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes));
  return fc.oneof(
    { weight: 12, arbitrary: payload.map((one) => [one]) },
    { weight: 1, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(fc.oneof(payload, hostileValue), { minLength: 2, maxLength: 30 }) },
    { weight: 1, arbitrary: binary.map((bytes) => [bytes]) },
    { weight: 1, arbitrary: fc.tuple(payload, binary).map(([one, bytes]) => [withBinary(one, bytes)]) },
    {
      weight: 1,
      arbitrary: fc.constantFrom<unknown[]>([undefined], [NaN], [Infinity], [new Date(0)], [[[]], {}]),
    },
  );
}

function withBinary(payload: unknown, bytes: Buffer): unknown {
  if (typeof payload !== 'object' || payload === null) return { bytes };
  const [first = 'bytes'] = Object.keys(payload);
  return { ...payload, [first]: bytes };
}

const json = fc.oneof(
  hostileValue.map((value) => JSON.stringify(value ?? null)),
  fc.constantFrom(
    '[',
    '['.repeat(40_000),
    '{"a":',
    '[]',
    '[null]',
    '[{}]',
    '[7,{}]',
    '["signal"]',
    '["disconnect"]',
    '["join-call",{"_placeholder":true,"num":0}]',
    '["join-call",{"_placeholder":true,"num":-1}]',
    '["__proto__",{}]',
  ),
);

/**
 * Frames below Socket.IO, as they stand on the wire: the type of Engine.IO, then the type of Socket.IO, then perhaps a
 * number of attachments, a namespace, the number of an acknowledgement, and JSON. Some are bytes.
 */
export const rawFrames: fc.Arbitrary<string | Buffer> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(
        fc.constantFrom('4', '4', '4', '4', '0', '1', '2', '3', '5', '6', '9', ''),
        fc.constantFrom('0', '1', '2', '2', '2', '3', '4', '5', '6', '7', '', 'x'),
        fc.constantFrom('', '', '1-', '2-', '0-', '-1-', '99999999999-', 'x-'),
        fc.constantFrom('', '', '/,', '/admin,', '/__proto__,', '/?token=x,'),
        fc.constantFrom('', '', '0', '1', '999999999999999999999', '-1'),
        json,
      )
      .map((parts) => parts.join('')),
  },
  { weight: 1, arbitrary: hostileText },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes)) },
);
