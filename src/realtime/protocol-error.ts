import type { ErrorCode } from '../shared/protocol.js';

/** A refusal that the client is meant to understand. Anything else thrown is a bug of ours or the store's trouble. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode) {
    super(code);
    this.code = code;
  }
}
