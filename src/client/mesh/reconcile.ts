import type { ParticipantId, Roster } from '../../shared/protocol.js';
import type { PeerRole } from './peer.js';

export interface RosterChange {
  /** Reachable participants without a pair, with the role of this page in the new pair. */
  open: { participantId: ParticipantId; role: PeerRole }[];
  /** Participants whom the server has lost, or has not listed since its restart. They stay while their media flow. */
  unlisted: ParticipantId[];
}

/** Compares a roster with the existing pairs. It does not say who has left for good: other messages do. */
export function reconcile(roster: Roster, self: ParticipantId, pairs: Iterable<ParticipantId>): RosterChange {
  const order = roster.map(({ participantId }) => participantId);
  const present = new Set(order);
  const own = present.has(self) ? order.indexOf(self) : order.length;
  const existing = new Set(pairs);
  return {
    open: roster
      // A participant without a socket can't answer an offer. Most of them are pages that were closed.
      .filter(({ participantId: id, state }) => id !== self && state === 'connected' && !existing.has(id))
      .map(({ participantId }) => ({
        participantId,
        role: own > order.indexOf(participantId) ? 'caller' : 'callee',
      })),
    unlisted: [...existing].filter((id) => !present.has(id)),
  };
}
