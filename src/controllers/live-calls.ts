import type { Meeting } from '../services/meetings.js';
import type {
  ErrorCode,
  HostTool,
  MediaState,
  ParticipantId,
  Requests,
  Role,
  WaitingPerson,
} from '../shared/protocol.js';

// The running calls, as far as pages and the API need them. The realtime server provides it.

export interface PersonInCall {
  readonly participantId: ParticipantId;
  readonly userId: string;
  readonly name: string;
  readonly username: string | null;
  readonly isGuest: boolean;
  readonly role: Role;
  readonly state: 'connected' | 'reconnecting';
  readonly media: MediaState;
}

export interface LiveCalls {
  /** The people in the call and in its waiting room. */
  people(code: string): {
    readonly participants: readonly PersonInCall[];
    readonly waiting: readonly WaitingPerson[];
    /** Whether a host has locked this call. The lock ends with the call. */
    readonly isLocked: boolean;
  };
  /** Uses a tool on behalf of the host of the meeting. Resolves to the code of the refusal, or to null. */
  useTool<T extends HostTool>(
    tool: T,
    code: string,
    host: { readonly userId: string; readonly name: string },
    payload: Requests[T]['payload'],
  ): Promise<ErrorCode | null>;
  /** Tells the people in the call and before it that the settings of the meeting have changed. */
  settingsChanged(meeting: Meeting): Promise<void>;
}
