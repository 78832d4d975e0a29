import type { Messages } from '../messages/messages.js';

/** The name of a text in the catalogue `error`: what happened, and the next step. */
export type ErrorText = keyof Messages['error'];

/** A failure with a text for the person who made the request. The error page shows it in their language. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly status: number;
  readonly text: ErrorText;
  constructor(status: number, text: ErrorText) {
    super(text);
    this.status = status;
    this.text = text;
  }
}
