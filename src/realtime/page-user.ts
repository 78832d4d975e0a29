import type { JoinRequest } from '../shared/protocol.js';
import { ProtocolError } from './protocol-error.js';
import type { RealtimeSocket, SocketUser } from './socket-types.js';

/**
 * The person for whom the page joins. A guest gets the name of the request.
 * @throws {ProtocolError} `unauthorized` if the page was made for another person; `bad-request` for a guest without a name
 */
export function userOfPage({ data }: RealtimeSocket, { pageUserId, name }: JoinRequest): SocketUser {
  const { user } = data;
  // A page of one person must not bring another person, who logged in on the same browser, into the call.
  if (pageUserId !== undefined && pageUserId !== user.id) throw new ProtocolError('unauthorized');
  if (user.username !== null) return user;
  const guestName = name ?? user.name;
  if (guestName === '') throw new ProtocolError('bad-request');
  // In a call, a guest keeps the name that the others know.
  return data.participant ? user : { ...user, name: guestName };
}
