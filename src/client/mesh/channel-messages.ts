import { CHAT_TEXT_MAX, CLIENT_KEY_MAX } from '../../shared/limits.js';

/**
 * What two pages tell each other over the data channel of their pair. A page ignores types that it does not know, so a
 * later version can add some. A message with an `id` is acknowledged, and sent again on a new connection until it is.
 */
export type ChannelMessage =
  /** A message to this one person. */
  | { type: 'private'; id: string; text: string }
  /** A message to everyone in the call, which the server has not stored yet. Its id is the `clientKey` of the sender. */
  | { type: 'chat'; id: string; text: string };

/** What is true only now: sent once or not at all, and never acknowledged. */
export type ChannelNote =
  /** The page is there. A page that gets one that is no reply sends a reply. */
  | { type: 'alive'; isReply: boolean }
  /** Which devices of the sender are on. */
  | { type: 'switches'; mic: boolean; camera: boolean }
  /** The sender leaves the pair. */
  | { type: 'bye' };

/** What the channel itself sends: `hello` when it opens, `delivered` for each message with an id. */
export type ChannelFrame =
  ChannelMessage | ChannelNote | { type: 'hello' } | { type: 'delivered'; id: string };

/** A frame as JSON in UTF-8, in bytes. The longest text takes 24,000 bytes, if JSON has to escape every character. */
export const FRAME_MAX_BYTES = 32_768;

type Fields = Record<string, unknown>;

/** Each one returns a copy with the known fields only, or null if a field is wrong. */
const readers: {
  [T in ChannelFrame['type']]: (fields: Fields) => Extract<ChannelFrame, { type: T }> | null;
} = {
  hello: () => ({ type: 'hello' }),
  alive: ({ isReply }) => (typeof isReply === 'boolean' ? { type: 'alive', isReply } : null),
  switches: ({ mic, camera }) =>
    typeof mic === 'boolean' && typeof camera === 'boolean' ? { type: 'switches', mic, camera } : null,
  bye: () => ({ type: 'bye' }),
  delivered: ({ id }) => (isId(id) ? { type: 'delivered', id } : null),
  private: ({ id, text }) => (isId(id) && isText(text) ? { type: 'private', id, text } : null),
  chat: ({ id, text }) => (isId(id) && isText(text) ? { type: 'chat', id, text } : null),
};

/** Returns null for anything but a frame of a known type. The other page may send any value. */
export function readFrame(data: unknown): ChannelFrame | null {
  if (typeof data !== 'string' || data.length > FRAME_MAX_BYTES || bytesOf(data) > FRAME_MAX_BYTES)
    return null;
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    return null; // no JSON, so no page of Parley has sent it
  }
  if (typeof value !== 'object' || value === null) return null;
  const fields = value as Fields;
  const { type } = fields;
  return typeof type === 'string' && isKnown(type) ? readers[type](fields) : null;
}

export function bytesOf(text: string): number {
  return new TextEncoder().encode(text).byteLength;
}

/** Whether the frame has neither an id nor an acknowledgement. */
export function isNote(frame: ChannelFrame): frame is ChannelNote {
  return frame.type === 'alive' || frame.type === 'switches' || frame.type === 'bye';
}

function isKnown(type: string): type is ChannelFrame['type'] {
  return Object.hasOwn(readers, type);
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= CLIENT_KEY_MAX;
}

/** The rule of the server for chat messages. */
function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= CHAT_TEXT_MAX && value !== '' && value.trim() === value;
}
