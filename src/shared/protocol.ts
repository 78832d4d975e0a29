// The types of all messages between the meeting page and the server; both sides import them.
// docs/protocol.md describes each event.

/** Names one page of one person in one call. The page keeps its id when its socket is lost or the server restarts. */
export type ParticipantId = string;

/** Which media a participant sends. `screen` is the id of the shared screen's stream, or null. */
export interface MediaState {
  mic: boolean;
  camera: boolean;
  hand: boolean;
  screen: string | null;
}

export interface Participant {
  participantId: ParticipantId;
  name: string;
  /**
   * Changes with every join of this page, also after a restart of the server. Signals to this page that were sent under
   * another number may be lost.
   */
  joinNumber: number;
  /** `reconnecting`: the socket is lost, and the page still has time to come back (`RECONNECT_GRACE_MS`). */
  state: 'connected' | 'reconnecting';
  media: MediaState;
}

/** All participants, in order of arrival. Of any two participants, the later one sends the first offer. */
export type Roster = Participant[];

/**
 * A step of the negotiation between two pages. The server relays it without reading it. The page that sends a first
 * offer chooses the `connectionId`. So the other page knows when a new connection replaces the old one, and can drop
 * late signals of the old one.
 */
export type Signal =
  | {
      kind: 'description';
      connectionId: string;
      /** Each page numbers its offers in a connection. An answer has the number of the offer that it answers. */
      offerId: number;
      /** True for an offer of a connection that has had no answer yet. Only such an offer may start a connection. */
      isFirst: boolean;
      description: { type: 'offer' | 'answer'; sdp: string };
    }
  | { kind: 'candidate'; connectionId: string; candidate: IceCandidate }
  /** The page that does not send first offers asks for a new connection because this one cannot be repaired. */
  | { kind: 'renew'; connectionId: string };

export interface IceCandidate {
  candidate: string;
  sdpMid: string | null;
  sdpMLineIndex: number | null;
  usernameFragment: string | null;
}

export interface IceServer {
  urls: string[];
  username?: string;
  credential?: string;
}

/** `sentAt` is in ms since 1970 by the server's clock. The sender chooses `clientKey`; the same key is never posted twice. */
export interface ChatMessage {
  id: string;
  participantId: ParticipantId;
  /** Empty if the author has deleted the account. */
  name: string;
  text: string;
  sentAt: number;
  clientKey: string;
}

export interface JoinRequest {
  code: string;
  /** A random secret that the page makes when it loads. The server never sends it to anyone. */
  tabId: string;
  /** The user whom the page was made for. If another user has logged in since, the server refuses with `unauthorized`. */
  pageUserId?: string | undefined;
  media: { mic: boolean; camera: boolean; hand?: boolean | undefined; screen?: string | null | undefined };
}

export interface JoinSnapshot {
  self: ParticipantId;
  roster: Roster;
  /** The newest messages of this call, oldest first. */
  chat: ChatMessage[];
  /** `startedAt` is in ms since 1970 by the server's clock. */
  call: { id: string; startedAt: number };
  iceServers: IceServer[];
  settings: CallSettings;
  /** Names this run of the server. After a restart, the roster may lack participants who have not joined again yet. */
  epoch: string;
  /** Whether this page was still in the roster. If so, the other participants have kept their connections to it. */
  resumed: boolean;
}

export interface CallSettings {
  title: string;
  maxParticipants: number;
}

/** The answer to `watch-call`, for a page before it joins. */
export interface CallPreview {
  roster: Roster;
  full: boolean;
}

export type ErrorCode =
  | 'bad-request'
  | 'unauthorized'
  | 'full'
  /** The same user has too many pages in this call, or watching it. */
  | 'too-many-tabs'
  | 'not-in-call'
  /** The addressee of a signal has no connected socket or is not in this call. */
  | 'unreachable'
  | 'rate-limited'
  /** The database cannot be read or written right now. */
  | 'unavailable'
  | 'internal';

/** Programs read `code`. `message` is an English sentence for people. */
export interface WireError {
  code: ErrorCode;
  message: string;
}

export type Reply<T> = { ok: true; value: T } | { ok: false; error: WireError };
export type Ack<T> = (reply: Reply<T>) => void;
export type Nothing = Record<string, never>;

/** The payload of each request, and the value of its acknowledgement. */
export interface Requests {
  'watch-call': { payload: { code: string }; value: CallPreview };
  'join-call': { payload: JoinRequest; value: JoinSnapshot };
  'leave-call': { payload: Nothing; value: Nothing };
  signal: { payload: { to: ParticipantId; signal: Signal }; value: Nothing };
  'media-state': {
    payload: { mic: boolean; camera: boolean; hand?: boolean | undefined };
    value: Nothing;
  };
  'screen-share-started': { payload: { streamId: string }; value: Nothing };
  'screen-share-stopped': { payload: Nothing; value: Nothing };
  'chat-message': { payload: { text: string; clientKey: string }; value: ChatMessage };
  /** `before` is the id of the oldest message that the page has. The answer has older messages, oldest first. */
  'chat-history': { payload: { before: string }; value: ChatMessage[] };
}

export type ClientEvents = {
  [E in keyof Requests]: (payload: Requests[E]['payload'], ack: Ack<Requests[E]['value']>) => void;
};

export interface ServerEvents {
  /** The whole roster, after every change. A page that misses one is up to date again with the next. */
  roster: (roster: Roster) => void;
  'user-joined': (news: { participantId: ParticipantId; name: string }) => void;
  'user-left': (news: { participantId: ParticipantId; name: string }) => void;
  signal: (message: { from: ParticipantId; signal: Signal }) => void;
  'chat-message': (message: ChatMessage) => void;
  'screen-share-started': (news: { participantId: ParticipantId; streamId: string }) => void;
  'screen-share-stopped': (news: { participantId: ParticipantId }) => void;
  /** The same page has joined on another socket. The server closes this one next. */
  replaced: () => void;
  /** The person has logged out, or the session has expired. The page has left its call; the server closes the socket next. */
  'session-ended': () => void;
  /** The server is about to stop as planned. Media continue, and the page reconnects by itself. */
  'server-draining': () => void;
}

/** Configuration of the meeting page's script, in the attribute `data-config` of `#room`. */
export interface RoomPageConfig {
  code: string;
  userId: string;
  /** The name that others see. */
  name: string;
  maxParticipants: number;
  /** Whether the answer to a join will contain ICE servers. If so, no connection should start before that answer. */
  hasIceServers: boolean;
}
