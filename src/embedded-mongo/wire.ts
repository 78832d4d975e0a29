// MongoDB's wire protocol: OP_MSG both ways, and OP_QUERY for the first handshake of a driver.
import { BSON } from 'bson';
import { type Document, READ_OPTIONS } from './documents.js';

export const MAX_MESSAGE_BYTES = 48_000_000;

const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;

const HEADER_BYTES = 16;
const CHECKSUM_PRESENT = 1;
const MORE_TO_COME = 2;
/** Flags below this must be understood, those above may be ignored. */
const OPTIONAL_FLAGS = 1 << 16;

export interface Request {
  readonly id: number;
  readonly isLegacy: boolean;
  readonly wantsReply: boolean;
  readonly command: Document;
  /** Documents sent beside the command, by field, as the bytes they arrived in. */
  readonly sequences: Readonly<Record<string, Buffer[]>>;
}

/** Cuts a stream of bytes into messages. */
export class Framer {
  #chunks: Buffer[] = [];
  #size = 0;
  #needed = 4;

  /** Throws when the stream is not MongoDB's protocol. */
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

/** Throws for a message that is malformed; the connection cannot be trusted after that. */
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
  const query = message.subarray(nameEnd + 1 + 8); // after the numbers to skip and to return
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
      // Documents to insert stay as they are, so that what is stored is what was sent.
      command = BSON.deserialize(section, { ...READ_OPTIONS, fieldsAsRaw: { documents: true } });
    } else if (kind === 1) {
      const nameEnd = section.indexOf(0, 4);
      if (nameEnd < 0) throw new Error('a document sequence without a name');
      sequences[section.toString('utf8', 4, nameEnd)] = documentsIn(section.subarray(nameEnd + 1));
    } else {
      throw new Error(`unknown section kind ${kind}`);
    }
    at += 1 + section.length;
  }
  if (!command) throw new Error('a message without a command');
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

/** What starts at `at` with its own length, as BSON documents and sections do. */
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
  if (request.isLegacy) prefix.writeInt32LE(1, HEADER_BYTES + 16); // the number of documents
  return Buffer.concat([prefix, body]);
}
