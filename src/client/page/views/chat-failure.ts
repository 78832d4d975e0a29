import { messages as t } from '#messages/chat';
import type { ChatFailure } from '../../call/chat-state.js';

const TEXTS: Partial<Record<ChatFailure, () => string>> = {
  'rate-limited': t.failedTooFast,
  unavailable: t.failedServer,
  internal: t.failedServer,
  unauthorized: t.failedLoggedOut,
  'bad-request': t.failedUnreadable,
  ended: t.failedEnded,
  removed: t.failedEnded,
};

/** Says why a message was not sent and how to send it again. */
export function failureText(code: ChatFailure | undefined): string {
  return ((code && TEXTS[code]) ?? t.failed)();
}

/** Whether the same message can succeed later. */
export function isRepeatable(code: ChatFailure | undefined): boolean {
  return code !== 'bad-request' && code !== 'ended' && code !== 'removed';
}
