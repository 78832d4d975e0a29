import { messages as t } from '#messages/call';
import type { ErrorCode } from '../../shared/protocol.js';

const TEXTS: Record<ErrorCode | 'disconnected', () => string> = {
  'bad-request': t.badRequest,
  unauthorized: t.unauthorized,
  full: t.full,
  'too-many-tabs': t.tooManyTabs,
  'not-in-call': t.notInCall,
  unreachable: t.unreachable,
  'rate-limited': t.rateLimited,
  unavailable: t.unavailable,
  internal: t.internal,
  disconnected: t.disconnected,
};

/**
 * The text for a failed request: the problem and the next step, in the page's language. (The server's own `message` is
 * always English.) A code that this page doesn't know comes from a newer server and gets the text of `internal`.
 */
export function errorText(code: ErrorCode | 'disconnected'): string {
  return Object.hasOwn(TEXTS, code) ? TEXTS[code]() : t.internal();
}
