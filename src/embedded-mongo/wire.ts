// MongoDB's wire protocol: OP_MSG in both directions, and OP_QUERY for a driver's first handshake.
import { BSON } from 'bson';
import { type Document, READ_OPTIONS } from './documents.js';

export const MAX_MESSAGE_BYTES = 48_000_000;

const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;

const HEADER_BYTES = 16;
const CHECKSUM_PRESENT = 1;
const MORE_TO_COME = 2;
/** OP_MSG flag bits below this one are required: a server must refuse unknown ones. It may ignore the bits above. */
const OPTIONAL_FLAGS = 1 << 16;

export interface Request {
  readonly id: number;
  readonly isLegacy: boolean;
  readonly wantsReply: boolean;
  readonly command: Document;
  /** The document sequences of OP_MSG: for each field, the documents as raw bytes. */
  readonly sequences: Readonly<Record<string, Buffer[]>>;
}

/** Splits a stream of bytes into messages. */
export class Framer {
  #chunks: Buffer[] = [];
  #size = 0;
  #needed = 4;

  /** Returns the messages that are now complete. Throws if the stream is not MongoDB's protocol. */
  push(chunk: Buffer): Buffer[] {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    const messages: Buffer[] = [];
    while (this.#size >= this.#needed) {
      const all = Buffer.concat(this.#chunks);
      const length = all.readInt32LE(0);
      if (length < HEADER_BYTES || length > MAX_MESSAGE_BYTES)
        throw new Error(`bad message length ${length}`);
      const isWhole = all.length >= length;
      if (isWhole) messages.push(all.subarray(0, length));
      this.#chunks = [isWhole ? all.subarray(length) : all];
      this.#size = isWhole ? all.length - length : all.length;
      this.#needed = isWhole ? 4 : length;
    }
    return messages;
  }
}

/** Throws if the message is malformed. The connection is unusable after that. */
export function parseRequest(message: Buffer): Request {
  const id = message.readInt32LE(4);
  const opCode = message.readInt32LE(12);
  if (opCode === OP_QUERY) return { id, isLegacy: true, wantsReply: true, ...parseQuery(message) };
  if (opCode !== OP_MSG) throw new Error(`unsupported opcode ${opCode}`);
  const flags = message.readUInt32LE(HEADER_BYTES);
  if ((flags % OPTIONAL_FLAGS) & ~(CHECKSUM_PRESENT | MORE_TO_COME))
    throw new Error(`unknown flags ${flags}`);
  const end = message.length - (flags & CHECKSUM_PRESENT ? 4 : 0);
  const sections = parseSections(message.subarray(HEADER_BYTES + 4, end));
  return { id, isLegacy: false, wantsReply: !(flags & MORE_TO_COME), ...sections };
}

function parseQuery(message: Buffer) {
  const nameEnd = message.indexOf(0, HEADER_BYTES + 4);
  const [database] = message.toString('utf8', HEADER_BYTES + 4, nameEnd).split('.');
  const query = message.subarray(nameEnd + 1 + 8); // skips numberToSkip and numberToReturn
  const command = BSON.deserialize(query, READ_OPTIONS);
  return { command: { ...command, $db: database }, sequences: {} };
}

function parseSections(bytes: Buffer) {
  let command: Document | undefined;
  const sequences: Record<string, Buffer[]> = {};
  for (let at = 0; at < bytes.length;) {
    const kind = bytes[at];
    const section = documentAt(bytes, at + 1);
    if (kind === 0) {
      // Keeps the documents of an insert as raw bytes, so that the database stores exactly the bytes it received.
      command = BSON.deserialize(section, { ...READ_OPTIONS, fieldsAsRaw: { documents: true } });
    } else if (kind === 1) {
      const nameEnd = section.indexOf(0, 4);
      if (nameEnd < 0) throw new Error('the document sequence has no name');
      sequences[section.toString('utf8', 4, nameEnd)] = documentsIn(section.subarray(nameEnd + 1));
    } else {
      throw new Error(`unknown section kind ${kind}`);
    }
    at += 1 + section.length;
  }
  if (!command) throw new Error('the message has no command');
  return { command, sequences };
}

function documentsIn(bytes: Buffer): Buffer[] {
  const documents: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    const document = documentAt(bytes, at);
    documents.push(document);
    at += document.length;
  }
  return documents;
}

/** Returns the BSON document or section at `at`. Both start with their own length. */
function documentAt(bytes: Buffer, at: number): Buffer {
  const length = bytes.readInt32LE(at);
  if (length < 5 || at + length > bytes.length) throw new Error(`bad length ${length} inside a message`);
  return bytes.subarray(at, at + length);
}

/** `body` is the reply as BSON. */
export function encodeReply(request: Request, body: Buffer): Buffer {
  const prefix = Buffer.alloc(request.isLegacy ? HEADER_BYTES + 20 : HEADER_BYTES + 5);
  prefix.writeInt32LE(prefix.length + body.length, 0);
  prefix.writeInt32LE(request.id, 8);
  prefix.writeInt32LE(request.isLegacy ? OP_REPLY : OP_MSG, 12);
  if (request.isLegacy) prefix.writeInt32LE(1, HEADER_BYTES + 16); // numberReturned
  return Buffer.concat([prefix, body]);
}
