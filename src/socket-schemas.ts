import { z } from 'zod';
import { parseMeetingCode } from './meeting-code.js';
import { EMPTY_MESSAGE, LONG_MESSAGE, NOT_A_CODE } from './realtime/sentences.js';
import { CHAT_TEXT_MAX, CLIENT_KEY_MAX, SIGNAL_JSON_MAX, TAB_ID_MAX } from './shared/limits.js';
import type { Nothing, Requests, Signal } from './shared/protocol.js';

// All that a socket may send. Each schema is held to the type it lets through, so that it cannot drift from the
// protocol without a compile error.

/** A whole link may be pasted where a code is asked for. */
const TYPED_CODE_MAX = 2_048;
const STREAM_ID_MAX = 64;
const PARTICIPANT_ID_MAX = 64;
/** A signal is an object in an object; a few levels more leave room for newer pages. */
const SIGNAL_DEPTH_MAX = 8;

const Code = z
  .string(NOT_A_CODE)
  .max(TYPED_CODE_MAX, NOT_A_CODE)
  .transform((typed, context) => {
    const code = parseMeetingCode(typed);
    if (code !== null) return code;
    context.issues.push({ code: 'custom', message: NOT_A_CODE, input: typed });
    return z.NEVER;
  });

const StreamId = z.string().min(1).max(STREAM_ID_MAX);
const Text = z.string().trim().min(1, EMPTY_MESSAGE).max(CHAT_TEXT_MAX, LONG_MESSAGE);
const SwitchedOn = z.object({ mic: z.boolean(), camera: z.boolean(), hand: z.boolean().optional() });
/** Requests that carry nothing may be sent with no payload at all. */
const Empty = z
  .object({})
  .nullish()
  .transform((): Nothing => ({}));

// Signals are relayed unread: it is enough to bound their kind and size.
const RelayedSignal = z.custom<Signal>(isBoundedObject);

export const payloads = {
  'watch-call': z.object({ code: Code }),
  'join-call': z.object({
    code: Code,
    tabId: z.string().min(1).max(TAB_ID_MAX),
    media: SwitchedOn.extend({ screen: StreamId.nullable().optional() }),
  }),
  'leave-call': Empty,
  signal: z.object({ to: z.string().min(1).max(PARTICIPANT_ID_MAX), signal: RelayedSignal }),
  'media-state': SwitchedOn,
  'screen-share-started': z.object({ streamId: StreamId }),
  'screen-share-stopped': Empty,
  'chat-message': z.object({ text: Text, clientKey: z.string().min(1).max(CLIENT_KEY_MAX) }),
  'chat-history': z.object({ before: z.string().regex(/^[0-9a-f]{24}$/) }),
} satisfies { [E in keyof Requests]: z.ZodType<Requests[E]['payload']> };

function isBoundedObject(value: unknown): boolean {
  return (
    isPlainObject(value) &&
    isPlain(value, SIGNAL_DEPTH_MAX) &&
    JSON.stringify(value).length <= SIGNAL_JSON_MAX
  );
}

/** Whether this is what JSON can say, and no deeper than `depth` levels: binary data is not. */
function isPlain(value: unknown, depth: number): boolean {
  if (value === null || typeof value !== 'object') return true;
  if (depth === 0 || !(Array.isArray(value) || isPlainObject(value))) return false;
  return Object.values(value).every((inner) => isPlain(inner, depth - 1));
}

function isPlainObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
