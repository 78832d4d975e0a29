import type { ErrorCode } from '../shared/protocol.js';

/** A refusal that the client expects and understands. Any other error in a handler is a bug or a database failure. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode) {
    super(code);
    this.code = code;
  }
}
