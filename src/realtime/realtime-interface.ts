import type { IncomingMessage, Server as HttpServer } from 'node:http';
import type { Log } from '../logging/log.js';
import type { Role, WaitingPerson } from '../shared/protocol.js';
import type { MeetingAccess } from '../services/meeting-access.js';
import type { Calls } from '../services/calls.js';
import type { Chat } from '../services/chat.js';
import type { IceServers } from '../services/ice-servers.js';
import type { Quota } from '../services/limits/attempt.js';
import type { Meetings } from '../services/meetings.js';
import type { Authenticate } from './connections.js';
import type { HostTools } from './host-tools.js';
import type { RandomPagesOptions } from './pairing/random-pages.js';
import type { RingingOptions } from './ringing/ringing.js';
import type { ParticipantRecord } from './room-registry.js';
import type { SocketUser } from './socket-types.js';

export interface RealtimeOptions {
  /** Is called at each handshake, at each join of the namespace, and every `sessionCheckMs` for each session. */
  readonly authenticate: Authenticate;
  /** Whether a page of this origin may connect. Not called for a request without an `Origin` header. */
  isAllowedOrigin(origin: string, request: IncomingMessage): boolean;
  /** Decides who may enter. */
  readonly access: MeetingAccess;
  readonly meetings: Meetings;
  readonly calls: Calls;
  /** Limits by the id of the user: a join of an unknown code creates a meeting. */
  readonly newMeetings: Quota;
  readonly chat: Chat;
  readonly iceServers: IceServers;
  /** Null if the random meetings are switched off. */
  readonly random: RandomPagesOptions | null;
  /** Secret. Servers with the same key give the same page the same participant id. */
  readonly participantKey: string;
  /** A person has begun to wait for a host, and no host or co-host is in the call. */
  onKnock(code: string, person: SocketUser): void;
  readonly maxParticipants: number;
  readonly log: Pick<Log, 'info' | 'error'>;
  /** ms since 1970 */
  readonly now?: () => number;
  readonly graceMs?: number;
  /** The users who were in a call when the previous process ended. Their places are held for `holdMs`. */
  readonly interrupted?: readonly { readonly code: string; readonly userId: string }[];
  readonly holdMs?: number;
  /** The server looks for sessions that have expired at this interval. */
  readonly sessionCheckMs?: number;
  /** Calls to people. */
  readonly ringing: RingingOptions;
}

export interface PeopleOfCall {
  readonly participants: readonly (ParticipantRecord & { readonly role: Role })[];
  readonly waiting: readonly WaitingPerson[];
  /** Whether a host has locked this call. */
  readonly isLocked: boolean;
}

export interface Realtime {
  attach(server: HttpServer): void;
  counts(): { readonly calls: number; readonly participants: number; readonly sockets: number };
  /** The people in the call and in its waiting room. */
  people(code: string): PeopleOfCall;
  /** Uses a tool on behalf of the host of the meeting. Resolves to the code of the refusal, or to null. */
  readonly useTool: HostTools['useAsOwner'];
  /** Tells the people in the call and before it that the settings of the meeting have changed. */
  readonly settingsChanged: HostTools['settingsChanged'];
  /** Removes the pages of this session from their calls and closes their connections. Logging out calls it. */
  disconnectSession(sessionId: string): void;
  /** Does the same for those sessions of the user of which `hasEnded` returns true; without it, for all of them. */
  disconnectUser(userId: string, hasEnded?: (sessionId: string) => boolean): void;
  /**
   * Closes the connections of a session that continues under a new id. Its pages keep their places in calls and reconnect
   * by themselves, with the new cookie.
   */
  reconnectSession(sessionId: string): void;
  /** Tells every page that the server is about to stop as planned. */
  drain(): void;
  /** Closes every socket. Leaves the calls open in the database, so that the next server can continue them. */
  close(): Promise<void>;
}
