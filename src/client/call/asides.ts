import type { Aside, ChatLine, ChatState } from './chat-state.js';

// Asides are the private messages of the call, in both directions.

/** The most asides with one person that the page keeps. */
const ASIDES_MAX = 100;

export function withAside<State extends ChatState>(state: State, aside: Omit<Aside, 'id' | 'after'>): State {
  const { peer, clientKey, isOwn } = aside;
  const isKnown = state.asides.some(
    (each) => each.peer === peer && each.isOwn === isOwn && each.clientKey === clientKey,
  );
  if (isKnown) return state; // it comes again when its acknowledgement was lost
  const last = state.chat.at(-1);
  const isUnread = !isOwn && state.panel !== 'chat';
  const withPeer = state.asides.filter((each) => each.peer === peer);
  const excess = withPeer.length >= ASIDES_MAX ? withPeer[0] : undefined;
  return {
    ...state,
    asides: [
      ...state.asides.filter((each) => each !== excess),
      { ...aside, id: null, after: last ? keyOf(last) : null },
    ],
    unread: state.unread + (isUnread ? 1 : 0),
  };
}

/** Changes one of the person's own asides. */
export function changeAside<State extends ChatState>(
  state: State,
  clientKey: string,
  change: Partial<Pick<Aside, 'delivery' | 'note' | 'problem'>>,
): State {
  return {
    ...state,
    asides: state.asides.map((each) =>
      each.isOwn && each.clientKey === clientKey ? { ...each, ...change } : each,
    ),
  };
}

/** The chat with each aside after the line that was the last one when it was written. */
export function withAsidesBetween({ chat, asides }: Pick<ChatState, 'chat' | 'asides'>): readonly ChatLine[] {
  if (asides.length === 0) return chat;
  const keys = new Set(chat.map(keyOf));
  // The page drops old lines of the chat. The asides behind them come first then.
  const following = (key: string | null) =>
    asides.filter(({ after }) => (after !== null && keys.has(after) ? after : null) === key);
  return [...following(null), ...chat.flatMap((line) => [line, ...following(keyOf(line))])];
}

/** Contains the sender's key, which exists before the server assigns an id and never changes. */
export function keyOf(line: ChatLine | Aside): string {
  const key = `${line.participantId} ${line.clientKey}`;
  return 'peer' in line ? `${key} ${line.peer}` : key;
}
