import type {
  CallPreview,
  CallSettings,
  ErrorCode,
  JoinSnapshot,
  MediaState,
  Participant,
  ParticipantId,
  Role,
  Roster,
  WaitingPerson,
} from '../../shared/protocol.js';
import type { LocalMediaState } from '../devices/local-media.js';
import type { LinkState, RemoteMedia } from '../mesh/media-engine.js';
import { emptyChat, withNewestMessages, type ChatState } from './chat-state.js';

/** Why the page is no longer in the call. */
export type EndReason =
  | 'left'
  | 'replaced'
  | 'moved'
  | 'moved-to-tab'
  | 'moved-to-device'
  | 'logged-out'
  | 'full'
  | 'removed'
  | 'ended-by-host'
  | 'not-let-in';

/** Reasons that end the call only when no media flow any more. */
export type RejoinRefusal = Extract<EndReason, 'logged-out' | 'full' | 'not-let-in'> | 'waiting';

/** `waiting`: the page is in the waiting room, and a host has to let it in. */
export type Phase = 'prejoin' | 'joining' | 'waiting' | 'joined' | 'reconnecting' | 'ended';

/** The code of a failed request; `disconnected` if the server has not answered. */
export type FailureCode = ErrorCode | 'disconnected';

export interface Notice {
  readonly key: number;
  readonly text: string;
  readonly isProblem: boolean;
  /** What the person can do about it with one click; null if there is nothing. */
  readonly action: 'show-people' | null;
}

/** What the person does without, to save data or the computer's work. */
export interface Saving {
  /** Shows no pictures of others. */
  readonly soundOnly: boolean;
  /** Receives and sends small pictures. */
  readonly data: boolean;
}

/** Everything that the meeting page shows. */
export interface CallState extends ChatState {
  readonly phase: Phase;
  readonly endReason: EndReason | null;
  /** The name of the host who ended the call, if the page knows it. */
  readonly endedBy: string | null;
  /** Why the last join or rejoin failed. */
  readonly refusal: FailureCode | null;
  /** Why the server refuses the rejoin. The page stays in `reconnecting` and tries again while media flow. */
  readonly rejoinRefusal: RejoinRefusal | null;
  /** What the page knows about the call before it joins. Null until the server has sent it. */
  readonly preview: CallPreview | null;
  /** The server's latest roster. Empty before the call. */
  readonly roster: Roster;
  /** Participants whom the server has lost, or has not listed since its restart, while their media flow. */
  readonly unlisted: Roster;
  readonly settings: CallSettings | null;
  /** The begin of the call in ms since 1970 by the clock of this computer. Null before the call. */
  readonly startedAt: number | null;
  /** The people who wait to be let in. Empty for a page that may not let them in. */
  readonly waitingRoom: readonly WaitingPerson[];
  /** The name of the host who asks the person to turn the microphone on. */
  readonly unmuteAskedBy: string | null;
  readonly local: LocalMediaState;
  /** What the own tile shows in place of `local.preview`; null for nothing else. */
  readonly ownPicture: MediaStream | null;
  readonly hand: boolean;
  readonly saving: Saving;
  readonly remotes: ReadonlyMap<ParticipantId, RemoteMedia>;
  readonly speaking: ReadonlySet<ParticipantId>;
  /** The other participant who spoke last for some time; null until somebody has. */
  readonly activeSpeaker: ParticipantId | null;
  readonly notices: readonly Notice[];
}

const noOne: readonly WaitingPerson[] = [];

export function initialState(local: LocalMediaState): CallState {
  return {
    phase: 'prejoin',
    endReason: null,
    endedBy: null,
    refusal: null,
    rejoinRefusal: null,
    preview: null,
    roster: [],
    unlisted: [],
    self: null,
    settings: null,
    startedAt: null,
    waitingRoom: noOne,
    unmuteAskedBy: null,
    local,
    hand: false,
    ownPicture: null,
    saving: { soundOnly: false, data: false },
    remotes: new Map(),
    speaking: new Set(),
    activeSpeaker: null,
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

/** Takes a new state of the devices. A microphone that is on answers a host who asked for it. */
export function withLocal(state: CallState, local: LocalMediaState): CallState {
  return { ...state, local, unmuteAskedBy: local.mic.state === 'on' ? null : state.unmuteAskedBy };
}

/** Takes a new roster. A missing participant stays, as `reconnecting`, while their entry in `remotes` exists. */
export function withRoster(state: CallState, roster: Roster): CallState {
  const listed = new Set(roster.map(({ participantId }) => participantId));
  const unlisted = everyone(state)
    .filter(({ participantId }) => !listed.has(participantId) && state.remotes.has(participantId))
    .map((person): Participant => ({ ...person, state: 'reconnecting' }));
  const next = { ...state, roster, unlisted };
  return mayModerate(next) ? next : { ...next, waitingRoom: noOne };
}

/** Refusals of a join that a later preview can prove to be over. */
const PASSING: readonly (FailureCode | null)[] = ['locked', 'not-invited', 'no-guests', 'removed'];

/** Takes a new preview. It replaces the sentence about a refused join whose reason is gone. */
export function withPreview(state: CallState, preview: CallPreview): CallState {
  const { refusal } = state;
  const isOver = refusal === 'full' ? !preview.full : PASSING.includes(refusal) && preview.entry !== refusal;
  return { ...state, preview, refusal: isOver ? null : refusal };
}

/** The state of a page that has to ask again to be let in. Its devices, the person's choices and notices stay. */
export function withoutCall({ local, saving, notices }: CallState): CallState {
  return { ...initialState(local), saving, notices };
}

/** Listed participants in order of arrival, then the unlisted ones. */
export function everyone({ roster, unlisted }: Pick<CallState, 'roster' | 'unlisted'>): Roster {
  return [...roster, ...unlisted];
}

/** Takes the media of a participant. Null: the connection is closed, and the page shows them when a roster lists them again. */
export function withRemote(state: CallState, id: ParticipantId, remote: RemoteMedia | null): CallState {
  const remotes = new Map(state.remotes);
  if (remote) {
    remotes.set(id, remote);
    return { ...state, remotes };
  }
  remotes.delete(id);
  const others = (people: Roster) => people.filter(({ participantId }) => participantId !== id);
  return { ...state, remotes, roster: others(state.roster), unlisted: others(state.unlisted) };
}

/** `now` is in ms since 1970 by the clock of this computer. */
export function withSnapshot(
  state: CallState,
  snapshot: JoinSnapshot,
  pageSize: number,
  now = Date.now(),
): CallState {
  const isFirstJoin = state.self === null;
  const { self, settings, waitingRoom } = snapshot;
  const known = { self, settings, waitingRoom, startedAt: now - snapshot.call.ageMs };
  const joined: CallState = { ...state, refusal: null, rejoinRefusal: null, ...known };
  return withNewestMessages(withRoster(joined, snapshot.roster), snapshot.chat, { isFirstJoin, pageSize });
}

/** The role of this page in the call. */
export function ownRole(state: Pick<CallState, 'self' | 'roster' | 'unlisted'>): Role {
  return everyone(state).find(({ participantId }) => participantId === state.self)?.role ?? 'participant';
}

/** Whether this page may use the tools of hosts and co-hosts. */
export function mayModerate(state: Pick<CallState, 'self' | 'roster' | 'unlisted'>): boolean {
  return ownRole(state) !== 'participant';
}

/** Whether the page shows what precedes the call. */
export function isBeforeCall({ phase }: Pick<CallState, 'phase'>): boolean {
  return phase === 'prejoin' || phase === 'joining' || phase === 'waiting';
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
