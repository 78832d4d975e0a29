import type { JoinSnapshot, MediaState, Participant, ParticipantId, Roster } from '../../shared/protocol.js';
import type { LocalMediaState } from '../devices/local-media.js';
import type { LinkState, RemoteMedia } from '../mesh/media-engine.js';
import { emptyChat, withNewestMessages, type ChatState } from './chat-state.js';

/** Why the page is no longer in the call. */
export type EndReason = 'left' | 'replaced' | 'logged-out' | 'full';

/** Reasons that end the call only when no media flow any more. */
export type RejoinRefusal = Extract<EndReason, 'logged-out' | 'full'>;

export type Phase = 'prejoin' | 'joining' | 'joined' | 'reconnecting' | 'ended';

export interface Notice {
  readonly key: number;
  readonly text: string;
  readonly isProblem: boolean;
}

/** Everything that the meeting page shows. */
export interface CallState extends ChatState {
  readonly phase: Phase;
  readonly endReason: EndReason | null;
  /** Why the last join failed, as a text for the person. The page stays in `prejoin`. */
  readonly refusal: string | null;
  /** Why the server refuses the rejoin. The page stays in `reconnecting` and tries again while media flow. */
  readonly rejoinRefusal: RejoinRefusal | null;
  /** The server's latest roster, before and after joining. */
  readonly roster: Roster;
  /** Participants whom the roster of a restarted server doesn't list yet, while their media flow. */
  readonly unlisted: Roster;
  readonly isFull: boolean;
  /** False until the server has sent the first roster. */
  readonly isRosterKnown: boolean;
  readonly local: LocalMediaState;
  readonly hand: boolean;
  readonly remotes: ReadonlyMap<ParticipantId, RemoteMedia>;
  readonly speaking: ReadonlySet<ParticipantId>;
  readonly notices: readonly Notice[];
}

export function initialState(local: LocalMediaState): CallState {
  return {
    phase: 'prejoin',
    endReason: null,
    refusal: null,
    rejoinRefusal: null,
    roster: [],
    unlisted: [],
    self: null,
    isFull: false,
    isRosterKnown: false,
    local,
    hand: false,
    remotes: new Map(),
    speaking: new Set(),
    ...emptyChat,
    panel: null,
    notices: [],
  };
}

/** The media state that others see: a device's actual state. One that starts or is interrupted counts as off. */
export function ownMedia({ local, hand }: Pick<CallState, 'local' | 'hand'>): MediaState {
  return {
    mic: local.mic.state === 'on',
    camera: local.camera.state === 'on',
    hand,
    screen: local.screen?.id ?? null,
  };
}

/** Takes a new roster. A missing participant stays, as `reconnecting`, while their entry in `remotes` exists. */
export function withRoster(state: CallState, roster: Roster): CallState {
  const listed = new Set(roster.map(({ participantId }) => participantId));
  const unlisted = everyone(state)
    .filter(({ participantId }) => !listed.has(participantId) && state.remotes.has(participantId))
    .map((person): Participant => ({ ...person, state: 'reconnecting' }));
  return { ...state, roster, unlisted, isRosterKnown: true };
}

/** Listed participants in order of arrival, then the unlisted ones. */
export function everyone({ roster, unlisted }: Pick<CallState, 'roster' | 'unlisted'>): Roster {
  return [...roster, ...unlisted];
}

export function withRemote(state: CallState, id: ParticipantId, remote: RemoteMedia | null): CallState {
  const remotes = new Map(state.remotes);
  if (remote) {
    remotes.set(id, remote);
    return { ...state, remotes };
  }
  remotes.delete(id);
  return { ...state, remotes, unlisted: state.unlisted.filter(({ participantId }) => participantId !== id) };
}

export function withSnapshot(state: CallState, snapshot: JoinSnapshot, pageSize: number): CallState {
  const isFirstJoin = state.self === null;
  const joined: CallState = { ...state, refusal: null, rejoinRefusal: null, self: snapshot.self };
  return withNewestMessages(withRoster(joined, snapshot.roster), snapshot.chat, { isFirstJoin, pageSize });
}

/** Whether the page shows the call. */
export function isInCall({ phase }: Pick<CallState, 'phase'>): boolean {
  return phase === 'joined' || phase === 'reconnecting';
}

/** Whether media of at least one other participant arrive. */
export function hasRemoteMedia({ remotes }: Pick<CallState, 'remotes'>): boolean {
  return [...remotes.values()].some(({ state }) => state === 'connected');
}

/** The state of the link to a participant. The page itself always counts as connected. */
export function linkOf(state: Pick<CallState, 'self' | 'remotes'>, id: ParticipantId): LinkState {
  return id === state.self ? 'connected' : (state.remotes.get(id)?.state ?? 'connecting');
}
