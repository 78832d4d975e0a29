import type { ParticipantId, Roster } from '../../shared/protocol.js';
import type { PeerRole } from './peer.js';

export interface RosterChange {
  /** People who can be reached and have no pair with us yet, and who of us makes the first offer. */
  open: { participantId: ParticipantId; role: PeerRole }[];
  /** People who left. */
  close: ParticipantId[];
  /** People this run of the server has not met yet: they stay as long as their media flow. */
  carried: ParticipantId[];
}

/**
 * What a roster means for the pairs we have. `met` are those whom rosters of this run of the server have named: one
 * of them that is missing has left, while a server that has just restarted may only not know the others yet.
 */
export function reconcile(
  roster: Roster,
  self: ParticipantId,
  pairs: Iterable<ParticipantId>,
  met: ReadonlySet<ParticipantId>,
): RosterChange {
  const order = roster.map(({ participantId }) => participantId);
  const named = new Set(order);
  const own = named.has(self) ? order.indexOf(self) : order.length;
  const existing = new Set(pairs);
  const missing = [...existing].filter((id) => !named.has(id));
  return {
    open: roster
      // Whoever has lost their socket could not answer; most of them are pages that were closed.
      .filter(({ participantId: id, state }) => id !== self && state === 'connected' && !existing.has(id))
      .map(({ participantId }) => ({
        participantId,
        role: own > order.indexOf(participantId) ? 'caller' : 'callee',
      })),
    close: missing.filter((id) => met.has(id)),
    carried: missing.filter((id) => !met.has(id)),
  };
}
