import type { ParticipantId, Roster } from '../../shared/protocol.js';
import type { PeerRole } from './peer.js';

export interface RosterChange {
  /** People we have no pair with yet, and who of us makes the first offer. */
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
  const place = new Map(roster.map(({ participantId }, index) => [participantId, index]));
  const own = place.get(self) ?? roster.length;
  const existing = new Set(pairs);
  const missing = [...existing].filter((id) => !place.has(id));
  return {
    open: [...place]
      .filter(([id]) => id !== self && !existing.has(id))
      .map(([participantId, index]) => ({ participantId, role: own > index ? 'caller' : 'callee' })),
    close: missing.filter((id) => met.has(id)),
    carried: missing.filter((id) => !met.has(id)),
  };
}
