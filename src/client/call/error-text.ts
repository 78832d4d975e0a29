import { messages as t } from '#messages/call';
import type { FailureCode } from './call-state.js';

/** Only random pages get these, and have texts of their own for them; `moved` ends the call with a text of its own. */
type OtherFailure = 'random-off' | 'paused' | 'not-paired' | 'moved';

const TEXTS: Record<Exclude<FailureCode, OtherFailure>, () => string> = {
  'bad-request': t.badRequest,
  unauthorized: t.unauthorized,
  full: t.full,
  'too-many-tabs': t.tooManyTabs,
  'not-in-call': t.notInCall,
  unreachable: t.unreachable,
  removed: t.removed,
  locked: t.locked,
  'not-invited': t.notInvited,
  'no-guests': t.noGuests,
  'wrong-passcode': t.wrongPasscode,
  denied: t.denied,
  ended: t.ended,
  'host-only': t.hostOnly,
  'rate-limited': t.rateLimited,
  unavailable: t.unavailable,
  internal: t.internal,
  disconnected: t.disconnected,
};

/**
 * The text for a failed request: the problem and the next step, in the page's language. (The server's own `message` is
 * always English.) A code that this page doesn't know comes from a newer server and gets the text of `internal`.
 */
export function errorText(code: FailureCode): string {
  return Object.hasOwn(TEXTS, code) ? TEXTS[code as keyof typeof TEXTS]() : t.internal();
}
