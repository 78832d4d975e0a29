import { messages as t } from '#messages/call';
import type { Participant, Role } from '../../shared/protocol.js';
import { everyone, ownRole, type CallState } from './call-state.js';

/** The roles in a call, as far as people hear of a change. */
export interface Roles {
  readonly own: Role;
  /** The pages of the host. Empty while the host is away. */
  readonly hosts: readonly Participant[];
}

export function rolesIn(state: Pick<CallState, 'self' | 'roster' | 'unlisted'>): Roles {
  return { own: ownRole(state), hosts: everyone(state).filter(({ role }) => role === 'host') };
}

/**
 * The roles to compare the next ones with. While the host is away, those are the last known ones: a host who comes back
 * after a lost connection or a restart of the server is no news.
 */
export function remembered(before: Roles, after: Roles): Roles {
  return after.hosts.length > 0 ? after : { ...after, hosts: before.hosts };
}

/** The sentence about a change of roles, or null if there is nothing to tell. */
export function roleNews(before: Roles, after: Roles): string | null {
  if (after.own !== before.own) {
    if (after.own === 'host') return t.nowHost();
    if (after.own === 'co-host' && before.own === 'participant') return t.nowCoHost();
    if (after.own === 'participant' && before.own === 'co-host') return t.noLongerCoHost();
  }
  const [host] = after.hosts;
  if (!host || after.own === 'host' || after.hosts.some((each) => isAmong(each, before.hosts))) return null;
  return t.newHost({ name: host.name });
}

/** A page that was loaded again has another id, but its person has the same name. */
function isAmong({ participantId, name }: Participant, hosts: readonly Participant[]): boolean {
  return hosts.some((each) => each.participantId === participantId || each.name === name);
}
