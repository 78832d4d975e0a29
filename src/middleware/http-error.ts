import type { Messages } from '../messages/messages.js';

type ErrorMessages = Messages['error'];

/** The name of a text without values in the catalogue `error`: what happened, and the next step. */
export type ErrorText = {
  [Key in keyof ErrorMessages]: ErrorMessages[Key] extends () => string ? Key : never;
}[keyof ErrorMessages];

/** A failure with a text for the person who made the request. The error page shows it in their language. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly status: number;
  readonly text: ErrorText;
  /** The next attempt is possible after this time. Null: unknown. */
  readonly retryAfterMs: number | null;
  constructor(status: number, text: ErrorText, retryAfterMs: number | null = null) {
    super(text);
    this.status = status;
    this.text = text;
    this.retryAfterMs = retryAfterMs;
  }
}
