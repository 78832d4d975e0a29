import type { ParticipantId, Roster } from '../../shared/protocol.js';
import type { PeerRole } from './peer.js';

export interface RosterChange {
  /** Reachable participants without a pair, with the role of this page in the new pair. */
  open: { participantId: ParticipantId; role: PeerRole }[];
  /** Participants who left. */
  close: ParticipantId[];
  /** Participants whom this run of the server hasn't listed yet. They stay while their media flow. */
  unlisted: ParticipantId[];
}

/**
 * Compares a roster with the existing pairs. `listed` are the participants whom rosters of this run of the server have
 * contained before. If one of them is missing now, they left. A participant who was never listed may only be missing
 * because the server has just restarted and they haven't rejoined yet.
 */
export function reconcile(
  roster: Roster,
  self: ParticipantId,
  pairs: Iterable<ParticipantId>,
  listed: ReadonlySet<ParticipantId>,
): RosterChange {
  const order = roster.map(({ participantId }) => participantId);
  const present = new Set(order);
  const own = present.has(self) ? order.indexOf(self) : order.length;
  const existing = new Set(pairs);
  const missing = [...existing].filter((id) => !present.has(id));
  return {
    open: roster
      // A participant without a socket can't answer an offer. Most of them are pages that were closed.
      .filter(({ participantId: id, state }) => id !== self && state === 'connected' && !existing.has(id))
      .map(({ participantId }) => ({
        participantId,
        role: own > order.indexOf(participantId) ? 'caller' : 'callee',
      })),
    close: missing.filter((id) => listed.has(id)),
    unlisted: missing.filter((id) => !listed.has(id)),
  };
}
