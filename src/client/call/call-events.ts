import type { Participant, ParticipantId } from '../../shared/protocol.js';
import { everyone, type CallState } from './call-state.js';
import type { ChatLine } from './chat-state.js';

/** What other people do in a call and a person may want to notice. */
export type CallEvent = 'join' | 'leave' | 'hand' | 'message' | 'share-end';

export const CALL_EVENTS: readonly CallEvent[] = ['join', 'leave', 'hand', 'message', 'share-end'];

/** What others have done between two states of the call. A page that joins or rejoins learns of no events, but of the state. */
export function eventsBetween(before: CallState, after: CallState): Set<CallEvent> {
  const events = new Set<CallEvent>();
  if (before.phase !== 'joined' || after.phase !== 'joined') return events;
  const earlier = othersIn(before);
  const later = othersIn(after);
  for (const [id, { media }] of later) {
    const known = earlier.get(id);
    // After a restart of the server people come back whose media never stopped.
    if (!known && after.remotes.get(id)?.state !== 'connected') events.add('join');
    if (known && media.hand && !known.media.hand) events.add('hand');
    if (known && media.screen === null && known.media.screen !== null) events.add('share-end');
  }
  for (const id of earlier.keys()) if (!later.has(id)) events.add('leave');
  if (newLine(before, after)) events.add('message');
  return events;
}

/** The newest message of another person that the earlier state did not have; null if there is none. */
export function newLine(before: CallState, after: CallState): ChatLine | null {
  if (before.chat === after.chat && before.asides === after.asides) return null;
  return newestOf(before.asides, after.asides) ?? newestOf(before.chat, after.chat);
}

/** Older messages, which the page loads on demand, come before the newest one and are no news. */
function newestOf(before: readonly ChatLine[], after: readonly ChatLine[]): ChatLine | null {
  const newest = after.findLast(({ isOwn }) => !isOwn);
  return newest && !before.some((line) => isSame(line, newest)) ? newest : null;
}

function isSame(one: ChatLine, other: ChatLine): boolean {
  return one.participantId === other.participantId && one.clientKey === other.clientKey;
}

function othersIn(state: CallState): Map<ParticipantId, Participant> {
  const others = everyone(state).filter(({ participantId }) => participantId !== state.self);
  return new Map(others.map((person) => [person.participantId, person]));
}
