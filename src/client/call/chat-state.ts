import type { ChatMessage, ErrorCode, ParticipantId } from '../../shared/protocol.js';

/** The most confirmed messages that the page keeps. People can load earlier ones again. */
const MAX_CHAT_LINES = 500;
/** The most messages of one peer that the page keeps while the server has not stored them. */
const MAX_DIRECT_LINES = 50;

export type ChatFailure = ErrorCode | 'disconnected';

/** A message as the page shows it. `id` is null until the server has confirmed the message. */
export interface ChatLine extends Omit<ChatMessage, 'id'> {
  readonly id: string | null;
  /** `direct`: it went from page to page, and the server has not stored it yet. */
  readonly delivery: 'stored' | 'sending' | 'direct' | 'failed';
  readonly isOwn: boolean;
  /** What the page says about the message. */
  readonly note?: string;
  /** Why the server has refused the message. */
  readonly failure?: ChatFailure;
  /** Why the message has not been delivered, if there is more to say than that it failed. */
  readonly problem?: { readonly text: string; readonly canRetry: boolean };
}

/**
 * A message between this page and one other. Asides are apart from the chat, so that nothing that sends or stores the
 * chat can take one of them along.
 */
export interface Aside extends ChatLine {
  readonly id: null;
  /** The other person. */
  readonly peer: ParticipantId;
  /** Who can see the message, in a sentence. */
  readonly note: string;
  /** The key of the chat line that it follows; null for none. */
  readonly after: string | null;
}

/** The part of the call's state that the chat needs. */
export interface ChatState {
  readonly self: ParticipantId | null;
  readonly panel: 'chat' | 'people' | null;
  readonly chat: readonly ChatLine[];
  /** The private messages, which the server never gets. */
  readonly asides: readonly Aside[];
  readonly hasOlderChat: boolean;
  /** New messages push out the oldest ones above this number. Messages that the person loads raise it for a while. */
  readonly chatLimit: number;
  readonly unread: number;
}

export const emptyChat = {
  chat: [],
  asides: [],
  hasOlderChat: false,
  chatLimit: MAX_CHAT_LINES,
  unread: 0,
} as const;

/** Merges the newest messages of the call, which come with the answer to a join or rejoin. */
export function withNewestMessages<State extends ChatState>(
  state: State,
  newest: ChatMessage[],
  { isFirstJoin, pageSize }: { isFirstJoin: boolean; pageSize: number },
): State {
  const known = new Set(state.chat.map(({ id }) => id));
  const isWhole = newest.length < pageSize;
  // Without a common message, the page can't load the messages between the known and the newest ones.
  const hasGap = !isWhole && !newest.some(({ id }) => known.has(id));
  const chat = hasGap ? state.chat.filter(({ id }) => id === null) : state.chat;
  const hasOlderChat = chat.some(({ id }) => id !== null) ? state.hasOlderChat : !isWhole;
  // Messages from before the first join don't count as unread.
  return newest.reduce((next, message) => withMessage(next, message, { isNews: !isFirstJoin }), {
    ...state,
    chat,
    hasOlderChat,
  });
}

/** Inserts a message from the server before the unconfirmed ones. If it confirms one of those, it replaces it. */
export function withMessage<State extends ChatState>(
  state: State,
  message: ChatMessage,
  { isNews }: { isNews: boolean },
): State {
  const line = storedLine(state, message);
  const at = state.chat.findIndex((each) => isSame(each, message));
  if (at >= 0) return withinLimit({ ...state, chat: state.chat.with(at, line) });
  const isUnread = isNews && !line.isOwn && state.panel !== 'chat';
  const unread = state.unread + (isUnread ? 1 : 0);
  const stored = state.chat.filter(({ id }) => id !== null);
  const unconfirmed = state.chat.filter(({ id }) => id === null);
  return withinLimit({ ...state, chat: [...stored, line, ...unconfirmed], unread });
}

/** Adds a message that a peer has sent directly. It never changes a message that the page has already. */
export function withDirectMessage<State extends ChatState>(
  state: State,
  message: Omit<ChatMessage, 'id'>,
): State {
  const { participantId } = message;
  const isFull = () =>
    state.chat.filter((line) => line.id === null && line.participantId === participantId).length >=
    MAX_DIRECT_LINES;
  const isKnown = state.chat.some((line) => isFrom(line, message));
  if (isKnown || participantId === state.self || isFull()) return state;
  const line: ChatLine = { ...message, id: null, delivery: 'direct', isOwn: false };
  const unread = state.unread + (state.panel === 'chat' ? 0 : 1);
  return { ...state, chat: [...state.chat, line], unread };
}

/** Adds the server's answer to the request for messages before the one with the id `before`. */
export function withOlderMessages<State extends ChatState>(
  state: State,
  older: ChatMessage[],
  { before, pageSize }: { before: string; pageSize: number },
): State {
  // The same answer can come twice, and a rejoin can drop the message with this id meanwhile.
  if (state.chat.find(({ id }) => id !== null)?.id !== before) return state;
  const chat = [...older.map((message) => storedLine(state, message)), ...state.chat];
  return {
    ...state,
    chat,
    hasOlderChat: older.length >= pageSize,
    chatLimit: Math.max(state.chatLimit, chat.length + MAX_CHAT_LINES),
  };
}

export function withDraft<State extends ChatState>(
  state: State,
  draft: Pick<ChatMessage, 'text' | 'clientKey' | 'sentAt' | 'name' | 'isGuest'>,
): State {
  const line: ChatLine = {
    ...draft,
    id: null,
    participantId: state.self ?? '',
    delivery: 'sending',
    isOwn: true,
  };
  return { ...state, chat: [...state.chat, line] };
}

export function withDelivery<State extends ChatState>(
  state: State,
  clientKey: string,
  delivery: 'sending' | 'direct' | 'failed',
  failure?: ChatFailure,
): State {
  return {
    ...state,
    chat: state.chat.map((line) => {
      const isMeant = line.isOwn && line.id === null && line.clientKey === clientKey;
      // A refusal of the server outweighs that the message has reached a peer.
      if (!isMeant || (delivery === 'direct' && line.delivery === 'failed')) return line;
      return { ...line, delivery, ...(failure && { failure }) };
    }),
  };
}

/** Opens a side panel, or closes it for null. */
export function withPanel<State extends ChatState>(state: State, panel: ChatState['panel']): State {
  if (panel === 'chat') return { ...state, panel, unread: 0 };
  return withinLimit({ ...state, panel, chatLimit: MAX_CHAT_LINES });
}

function withinLimit<State extends ChatState>(state: State): State {
  const excess = state.chat.filter(({ id }) => id !== null).length - state.chatLimit;
  if (excess <= 0) return state;
  let dropped = 0;
  const chat = state.chat.filter(({ id }) => id === null || dropped++ >= excess);
  return { ...state, chat, hasOlderChat: true };
}

function storedLine({ self }: ChatState, message: ChatMessage): ChatLine {
  return { ...message, delivery: 'stored', isOwn: message.participantId === self };
}

function isSame(line: ChatLine, message: ChatMessage): boolean {
  if (line.id !== null) return line.id === message.id;
  return isFrom(line, message);
}

function isFrom(line: ChatLine, { participantId, clientKey }: Omit<ChatMessage, 'id'>): boolean {
  return line.participantId === participantId && line.clientKey === clientKey;
}
