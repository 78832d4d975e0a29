import type { Role } from '../shared/protocol.js';

export interface RoleFacts {
  /** The people in the call in order of arrival. A person with several pages stands here several times. */
  readonly people: readonly { readonly userId: string; readonly isGuest: boolean }[];
  /** People who were in the call before a restart of the server, and who still have time to come back. */
  readonly expected: ReadonlySet<string>;
  /** The host of the meeting. */
  readonly ownerId: string;
  /** The user to whom a host has handed over the call, or null. */
  readonly handedTo: string | null;
  readonly coHosts: readonly string[];
}

/**
 * Returns the id of the user who is the host of the call, or null if only guests are in it. The host is derived from the
 * people who are present, so nothing has to be transferred when a host leaves or comes back: first the user to whom the
 * call was handed over, then the host of the meeting, then the co-host and then the user who has been there longest.
 * Guests are never hosts: nobody knows who they are.
 */
export function hostOf({ people, expected, ownerId, handedTo, coHosts }: RoleFacts): string | null {
  const users = people.filter(({ isGuest }) => !isGuest).map(({ userId }) => userId);
  const isHere = (userId: string) => users.includes(userId) || expected.has(userId);
  if (handedTo !== null && isHere(handedTo)) return handedTo;
  if (isHere(ownerId)) return ownerId;
  return users.find((userId) => coHosts.includes(userId)) ?? users[0] ?? null;
}

export function roleOf(userId: string, hostId: string | null, coHosts: readonly string[]): Role {
  if (userId === hostId) return 'host';
  return coHosts.includes(userId) ? 'co-host' : 'participant';
}
