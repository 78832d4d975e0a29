import type { Language } from '../../messages/messages.js';
import { messagesFor } from '../../messages/messages.js';
import type { PushPayload } from '../../shared/push-payload.js';
import type { AwayNotice } from '../away-notices.js';

/** After this time nobody waits for an answer any more. */
export const RINGING_MS = 30_000;
/** A person who was offline for longer sees missed calls in Parley itself. */
const MISSED_SECONDS = 24 * 60 * 60;
/** A person who waits gives up at some time. */
const KNOCK_SECONDS = 5 * 60;

/** How the push service treats a notice (RFC 8030, sections 5.2 and 5.3). */
export const DELIVERY = {
  'incoming-call': { ttlSeconds: RINGING_MS / 1_000, urgency: 'high' },
  'missed-call': { ttlSeconds: MISSED_SECONDS, urgency: 'normal' },
  knock: { ttlSeconds: KNOCK_SECONDS, urgency: 'high' },
} as const satisfies Record<AwayNotice['kind'], { ttlSeconds: number; urgency: 'normal' | 'high' }>;

/** The text for a person. @param at ms since the epoch */
export function payloadOf(notice: AwayNotice, language: Language, at: number): PushPayload {
  const { kind, fromName: name, tag, path } = notice;
  const t = messagesFor(language).awayNotices;
  const texts = {
    'incoming-call': { title: t.incomingTitle({ name }), body: t.incomingBody() },
    'missed-call': { title: t.missedTitle(), body: t.missedBody({ name }) },
    knock: { title: t.knockTitle({ name }), body: t.knockBody() },
  };
  const isRinging = kind === 'incoming-call';
  return {
    kind,
    ...texts[kind],
    lang: language,
    tag,
    path,
    expiresAt: isRinging ? at + RINGING_MS : null,
    late: isRinging ? texts['missed-call'] : null,
  };
}
