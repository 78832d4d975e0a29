import { z } from 'zod';
import { meetingCodeSchema } from '../services/meeting-code-schema.js';
import { passcodeSchema } from '../services/passcode-schema.js';
import { personNameSchema } from '../services/person-name-schema.js';
import {
  CHAT_TEXT_MAX,
  CLIENT_KEY_MAX,
  JOIN_OFFERS_MAX,
  SIGNAL_JSON_MAX,
  TAB_ID_MAX,
  USERNAME_MAX,
} from '../shared/limits.js';
import type { Nothing, Requests, Signal } from '../shared/protocol.js';
import { REACTIONS } from '../shared/reactions.js';
import { REPORT_REASONS, REPORT_TEXT_MAX, REPORTED_LINES_MAX } from '../shared/random-protocol.js';
import {
  ERROR_MESSAGES,
  MESSAGE_EMPTY,
  MESSAGE_TOO_LONG,
  NAME_INVALID,
  NOT_A_CODE,
} from './error-messages.js';

// The schema of every payload that a client may send. The compiler compares each schema with the type in the protocol,
// so the two cannot drift apart.

const STREAM_ID_MAX = 64;
const PARTICIPANT_ID_MAX = 64;
const USER_ID_MAX = 64;
const RING_ID_MAX = 64;
/** A token has about 50 characters. */
const TOKEN_MAX = 256;
const PAIR_ID_MAX = 64;
/** A signal has two levels of objects. The server accepts more, for pages of newer versions. */
const SIGNAL_DEPTH_MAX = 8;

const Code = meetingCodeSchema({ missing: NOT_A_CODE, invalid: NOT_A_CODE });
const Name = personNameSchema({ missing: NAME_INVALID, tooLong: NAME_INVALID, invisible: NAME_INVALID });
const RecordId = z.string().regex(/^[0-9a-f]{24}$/);
const ParticipantRef = z.string().min(1).max(PARTICIPANT_ID_MAX);
const One = z.object({ participantId: ParticipantRef });
const OneOrAll = z.object({ participantId: ParticipantRef.optional() });
const ClientKey = z.string().min(1).max(CLIENT_KEY_MAX);
const RingId = z.string().min(1).max(RING_ID_MAX);
const OwnRing = z.object({ clientKey: ClientKey });
const OneRing = z.object({ ringId: RingId });
const StreamId = z.string().min(1).max(STREAM_ID_MAX);
const Text = z.string().trim().min(1, MESSAGE_EMPTY).max(CHAT_TEXT_MAX, MESSAGE_TOO_LONG);
const Switches = z.object({ mic: z.boolean(), camera: z.boolean(), hand: z.boolean().optional() });
/** A client may leave out an empty payload. */
const Empty = z
  .object({})
  .nullish()
  .transform((): Nothing => ({}));

// The server relays signals without reading them, so it limits only their kind, depth and size.
const RelayedSignal = z.custom<Signal>(isBoundedObject);
const AddressedSignal = z.object({ to: ParticipantRef, signal: RelayedSignal });

const TabId = z.string().min(1).max(TAB_ID_MAX);
const PairId = z.string().min(1).max(PAIR_ID_MAX);
const ReportedText = z
  .array(
    z.object({
      isOwn: z.boolean(),
      text: z.string().max(CHAT_TEXT_MAX),
      sentAt: z.int().min(0),
    }),
  )
  .max(REPORTED_LINES_MAX)
  .refine((lines) => lines.reduce((sum, { text }) => sum + text.length, 0) <= REPORT_TEXT_MAX);

/** The option `auth` of a client. Anything but a short text as `token` becomes an empty text, which is no valid token. */
export const HandshakeAuth = z
  .object({ token: z.string().max(TOKEN_MAX).optional().catch('') })
  .catch({ token: undefined });

export const payloads = {
  'watch-call': z.object({ code: Code }),
  'join-call': z.object({
    code: Code,
    tabId: TabId,
    pageUserId: z.string().max(USER_ID_MAX).optional(),
    name: Name.optional(),
    passcode: passcodeSchema(ERROR_MESSAGES['wrong-passcode']).optional(),
    move: z.boolean().optional(),
    callId: RecordId.optional(),
    media: Switches.extend({ screen: StreamId.nullable().optional() }),
    offers: z.array(AddressedSignal).max(JOIN_OFFERS_MAX).optional(),
  }),
  'leave-call': Empty,
  signal: AddressedSignal,
  'media-state': Switches,
  'screen-share-started': z.object({ streamId: StreamId }),
  'screen-share-stopped': Empty,
  'chat-message': z.object({ text: Text, clientKey: ClientKey }),
  'chat-history': z.object({ before: RecordId }),
  reaction: z.object({ reaction: z.enum(REACTIONS) }),
  'ice-servers': Empty,
  'watch-rings': Empty,
  'call-person': OwnRing.extend({
    username: z.string().trim().toLowerCase().min(1).max(USERNAME_MAX),
    media: z.enum(['video', 'sound']),
  }),
  'ring-state': OwnRing,
  'cancel-call': OwnRing,
  'answer-call': OneRing,
  'decline-call': OneRing,
  admit: OneOrAll,
  deny: One,
  mute: OneOrAll,
  'ask-to-unmute': One,
  'stop-share': One,
  'lower-hand': OneOrAll,
  remove: One,
  lock: z.object({ locked: z.boolean() }),
  'co-host': One.extend({ isCoHost: z.boolean() }),
  'hand-over': One,
  'end-call': Empty,
  'random-start': z.object({
    tabId: TabId,
    mode: z.enum(['video', 'text']),
    because: z.enum(['left', 'lost']).optional(),
  }),
  'random-leave': Empty,
  'random-resume': z.object({ tabId: TabId, pairId: PairId }),
  'random-signal': z.object({ pairId: PairId, signal: RelayedSignal }),
  'random-report': z.object({
    pairId: PairId,
    reason: z.enum(REPORT_REASONS),
    text: ReportedText.nullable(),
  }),
  'random-block': z.object({ pairId: PairId }),
} satisfies { [E in keyof Requests]: z.ZodType<Requests[E]['payload']> };

function isBoundedObject(value: unknown): boolean {
  return (
    isPlainObject(value) && isJson(value, SIGNAL_DEPTH_MAX) && JSON.stringify(value).length <= SIGNAL_JSON_MAX
  );
}

/** Whether the value is plain objects, arrays and primitives with at most `depth` levels. Binary data is refused. */
function isJson(value: unknown, depth: number): boolean {
  if (value === null || typeof value !== 'object') return true;
  if (depth === 0 || !(Array.isArray(value) || isPlainObject(value))) return false;
  return Object.values(value).every((inner) => isJson(inner, depth - 1));
}

function isPlainObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
