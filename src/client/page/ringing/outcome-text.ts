import { messages as t } from '#messages/ringing';
import type { Unanswered } from '../../../shared/ring-protocol.js';
import type { SignallingReply } from '../../call/signalling.js';

type Failure = Extract<SignallingReply<unknown>, { ok: false }>['error']['code'];

const OUTCOMES: Record<Unanswered, (values: { name: string }) => string> = {
  declined: t.declined,
  'no-answer': t.noAnswer,
  busy: t.busy,
  away: t.away,
  cancelled: t.cancelled,
  interrupted: t.interrupted,
  'unknown-person': t.unknownPerson,
  yourself: t.yourself,
  'calling-already': t.callingAlready,
  failed: t.failed,
};

const FAILURES: Partial<Record<Failure, () => string>> = {
  'rate-limited': t.rateLimited,
  unauthorized: t.loggedOut,
  disconnected: t.disconnected,
};

/** The sentence of the caller about a call that nobody answered: what happened, and what to do next. */
export function outcomeText(reason: Unanswered, name: string): string {
  // A newer server may know further reasons.
  return Object.hasOwn(OUTCOMES, reason) ? OUTCOMES[reason]({ name }) : t.failed();
}

/** The sentence about a request that the server refused or did not answer. */
export function failureText(code: Failure): string {
  return (FAILURES[code] ?? t.failed)();
}
