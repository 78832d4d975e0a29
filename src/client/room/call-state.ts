import type {
  ChatMessage,
  JoinSnapshot,
  MediaState,
  Participant,
  ParticipantId,
  Roster,
} from '../../shared/protocol.js';
import type { LocalMediaState } from './local-media.js';
import type { LinkState, RemoteMedia } from './media-engine.js';

/** Why the page is not in the call any more, or cannot get in. */
export type EndReason = 'left' | 'replaced' | 'signed-out' | 'full';

export type Phase = 'lobby' | 'joining' | 'joined' | 'reconnecting' | 'ended';

/** A message as the page shows it: the server's, or one of ours on its way there. */
export interface ChatLine extends Omit<ChatMessage, 'id'> {
  readonly id: string | null;
  readonly delivery: 'stored' | 'sending' | 'failed';
  readonly isOwn: boolean;
}

export interface Notice {
  readonly key: number;
  readonly text: string;
  readonly isProblem: boolean;
}

/** Something a person can do, or null where the browser or the moment has none. */
export type Action = (() => void) | null;

/** All that the meeting page shows. */
export interface CallState {
  readonly phase: Phase;
  readonly endReason: EndReason | null;
  /** A sentence why joining did not work; the page stays before the call. */
  readonly refusal: string | null;
  /** Who is in the call as the server tells it, before joining as after. */
  readonly roster: Roster;
  /** People a server that has just restarted does not know yet, while their media flow. */
  readonly carried: Roster;
  readonly self: ParticipantId | null;
  readonly isFull: boolean;
  /** Whether the server has said who is there. */
  readonly isRosterKnown: boolean;
  readonly local: LocalMediaState;
  readonly hand: boolean;
  readonly remotes: ReadonlyMap<ParticipantId, RemoteMedia>;
  readonly speaking: ReadonlySet<ParticipantId>;
  readonly chat: readonly ChatLine[];
  readonly hasOlderChat: boolean;
  readonly unread: number;
  readonly panel: 'chat' | 'people' | null;
  readonly notices: readonly Notice[];
}

export function initialState(local: LocalMediaState): CallState {
  return {
    phase: 'lobby',
    endReason: null,
    refusal: null,
    roster: [],
    carried: [],
    self: null,
    isFull: false,
    isRosterKnown: false,
    local,
    hand: false,
    remotes: new Map(),
    speaking: new Set(),
    chat: [],
    hasOlderChat: false,
    unread: 0,
    panel: null,
    notices: [],
  };
}

/** What others are told of us. `starting` is not told: they are to see what is, not what is wished. */
export function ownMedia({ local, hand }: Pick<CallState, 'local' | 'hand'>): MediaState {
  return {
    mic: local.mic.state === 'on',
    camera: local.camera.state === 'on',
    hand,
    screen: local.screen?.id ?? null,
  };
}

/** Takes a new roster. People it lacks stay, as reconnecting, while something connects us. */
export function withRoster(state: CallState, roster: Roster): CallState {
  const named = new Set(roster.map(({ participantId }) => participantId));
  const carried = everyone(state)
    .filter(({ participantId }) => !named.has(participantId) && state.remotes.has(participantId))
    .map((person): Participant => ({ ...person, state: 'reconnecting' }));
  return { ...state, roster, carried, isRosterKnown: true };
}

/** Everyone we see or hear, in order of arrival. */
export function everyone({ roster, carried }: Pick<CallState, 'roster' | 'carried'>): Roster {
  return [...roster, ...carried];
}

export function withRemote(state: CallState, id: ParticipantId, remote: RemoteMedia | null): CallState {
  const remotes = new Map(state.remotes);
  if (remote) {
    remotes.set(id, remote);
    return { ...state, remotes };
  }
  remotes.delete(id);
  return { ...state, remotes, carried: state.carried.filter(({ participantId }) => participantId !== id) };
}

export function withSnapshot(state: CallState, snapshot: JoinSnapshot, pageSize: number): CallState {
  const isFirst = state.self === null;
  const joined: CallState = {
    ...state,
    refusal: null,
    self: snapshot.self,
    // What was there before we came is not news.
    hasOlderChat: isFirst ? snapshot.chat.length >= pageSize : state.hasOlderChat,
  };
  return snapshot.chat.reduce(
    (next, message) => withMessage(next, message, { isNews: !isFirst }),
    withRoster(joined, snapshot.roster),
  );
}

/** Adds a message of the server's, in its place; ours that it confirms is replaced. */
export function withMessage(
  state: CallState,
  message: ChatMessage,
  { isNews }: { isNews: boolean },
): CallState {
  const line: ChatLine = { ...message, delivery: 'stored', isOwn: message.participantId === state.self };
  const at = state.chat.findIndex((each) => isSame(each, message));
  if (at >= 0) return { ...state, chat: state.chat.with(at, line) };
  const isUnread = isNews && !line.isOwn && state.panel !== 'chat';
  return {
    ...state,
    chat: [
      ...state.chat.filter((each) => each.id !== null),
      line,
      ...state.chat.filter((each) => each.id === null),
    ],
    unread: state.unread + (isUnread ? 1 : 0),
  };
}

export function withOlderMessages(state: CallState, older: ChatMessage[], pageSize: number): CallState {
  const lines = older.map((message): ChatLine => ({
    ...message,
    delivery: 'stored',
    isOwn: message.participantId === state.self,
  }));
  return { ...state, chat: [...lines, ...state.chat], hasOlderChat: older.length >= pageSize };
}

export function withDraft(
  state: CallState,
  draft: Pick<ChatMessage, 'text' | 'clientKey' | 'sentAt' | 'name'>,
): CallState {
  const line: ChatLine = {
    ...draft,
    id: null,
    participantId: state.self ?? '',
    delivery: 'sending',
    isOwn: true,
  };
  return { ...state, chat: [...state.chat, line] };
}

export function withDelivery(state: CallState, clientKey: string, delivery: 'sending' | 'failed'): CallState {
  return {
    ...state,
    chat: state.chat.map((line) =>
      line.isOwn && line.id === null && line.clientKey === clientKey ? { ...line, delivery } : line,
    ),
  };
}

export function withPanel(state: CallState, panel: CallState['panel']): CallState {
  return { ...state, panel, unread: panel === 'chat' ? 0 : state.unread };
}

/** What the tile of a person says of the way to them. Our own is always connected. */
export function linkOf(state: Pick<CallState, 'self' | 'remotes'>, id: ParticipantId): LinkState {
  return id === state.self ? 'connected' : (state.remotes.get(id)?.state ?? 'connecting');
}

function isSame(line: ChatLine, message: ChatMessage): boolean {
  if (line.id !== null) return line.id === message.id;
  return line.participantId === message.participantId && line.clientKey === message.clientKey;
}
