import type { Response } from 'express';
import { textsOf } from '../views/pages.js';

/** A refusal because of too many attempts. The page or the answer tells how long to wait. */
export class TooManyAttempts extends Error {
  override readonly name = 'TooManyAttempts';
  readonly status = 429;
  readonly retryAfterMs: number;
  constructor(retryAfterMs: number) {
    super('too-many-attempts');
    this.retryAfterMs = retryAfterMs;
  }
}

/** Tells a person how long to wait before the next attempt. */
export function waitText(res: Response, { retryAfterMs }: TooManyAttempts): string {
  const texts = textsOf(res).error;
  const seconds = secondsOf(retryAfterMs);
  return seconds < 60
    ? texts.tooOftenSeconds({ seconds })
    : texts.tooOftenMinutes({ minutes: Math.ceil(seconds / 60) });
}

/** Tells a program how long to wait (RFC 9110, section 10.2.3). Null: the answer does not tell it. */
export function setRetryAfter(res: Response, retryAfterMs: number | null): void {
  if (retryAfterMs !== null) res.setHeader('Retry-After', secondsOf(retryAfterMs));
}

/** Whole seconds, rounded up: an attempt after this time is not too early. */
export function secondsOf(retryAfterMs: number): number {
  return Math.ceil(retryAfterMs / 1_000);
}
