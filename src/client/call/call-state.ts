import type {
  ChatMessage,
  JoinSnapshot,
  MediaState,
  Participant,
  ParticipantId,
  Roster,
} from '../../shared/protocol.js';
import type { LocalMediaState } from '../devices/local-media.js';
import type { LinkState, RemoteMedia } from '../mesh/media-engine.js';

/** Why the page is no longer in the call. */
export type EndReason = 'left' | 'replaced' | 'signed-out' | 'full';

export type Phase = 'prejoin' | 'joining' | 'joined' | 'reconnecting' | 'ended';

/** A message as the page shows it. `id` is null until the server has confirmed the message. */
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

/** Everything that the meeting page shows. */
export interface CallState {
  readonly phase: Phase;
  readonly endReason: EndReason | null;
  /** Why the last join failed, as a text for the person. The page stays in `prejoin`. */
  readonly refusal: string | null;
  /** The server's latest roster, before and after joining. */
  readonly roster: Roster;
  /** Participants whom the roster of a restarted server doesn't list yet, while their media flow. */
  readonly unlisted: Roster;
  readonly self: ParticipantId | null;
  readonly isFull: boolean;
  /** False until the server has sent the first roster. */
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
    phase: 'prejoin',
    endReason: null,
    refusal: null,
    roster: [],
    unlisted: [],
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

/** The media state that others see: a device's actual state, so a device that is starting counts as off. */
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
  const isFirst = state.self === null;
  const joined: CallState = {
    ...state,
    refusal: null,
    self: snapshot.self,
    hasOlderChat: isFirst ? snapshot.chat.length >= pageSize : state.hasOlderChat,
  };
  // Messages from before the first join don't count as unread.
  return snapshot.chat.reduce(
    (next, message) => withMessage(next, message, { isNews: !isFirst }),
    withRoster(joined, snapshot.roster),
  );
}

/** Inserts a message from the server before the unconfirmed ones. If it confirms one of those, it replaces it. */
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

/** The state of the link to a participant. The page itself always counts as connected. */
export function linkOf(state: Pick<CallState, 'self' | 'remotes'>, id: ParticipantId): LinkState {
  return id === state.self ? 'connected' : (state.remotes.get(id)?.state ?? 'connecting');
}

function isSame(line: ChatLine, message: ChatMessage): boolean {
  if (line.id !== null) return line.id === message.id;
  return line.participantId === message.participantId && line.clientKey === message.clientKey;
}
