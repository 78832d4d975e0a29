// The wire between the meeting page and the server: types only, imported by both sides.
// docs/protocol.md says each event in prose.

/** One page of one person in one call. The same page keeps its id over lost sockets and restarted servers. */
export type ParticipantId = string;

/** What a person sends or shows just now. `screen` is the id of the stream they share, or null. */
export interface MediaState {
  mic: boolean;
  camera: boolean;
  hand: boolean;
  screen: string | null;
}

export interface Participant {
  participantId: ParticipantId;
  name: string;
  /** `reconnecting`: their socket is lost, and the grace in which they may come back is not over. */
  state: 'connected' | 'reconnecting';
  media: MediaState;
}

/** Everyone in the call, in order of arrival. Of any two, the later one makes the first offer. */
export type Roster = Participant[];

/**
 * Negotiation between two pages; the server relays it unread. `connectionId` is chosen with the first offer of a
 * pair, so that an end that starts afresh is understood and a late signal of an older attempt is not mistaken.
 */
export type Signal =
  | { kind: 'description'; connectionId: string; description: { type: 'offer' | 'answer'; sdp: string } }
  | { kind: 'candidate'; connectionId: string; candidate: IceCandidate }
  /** From the end that does not make first offers: this connection is beyond repair, please start a new one. */
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

/** `sentAt` is in ms since the epoch, by the server's clock. `clientKey` is the sender's own name for it. */
export interface ChatMessage {
  id: string;
  participantId: ParticipantId;
  name: string;
  text: string;
  sentAt: number;
  clientKey: string;
}

export interface JoinRequest {
  code: string;
  /** A random secret of the page load; never shown to others. */
  tabId: string;
  media: { mic: boolean; camera: boolean; hand?: boolean | undefined; screen?: string | null | undefined };
}

export interface JoinSnapshot {
  self: ParticipantId;
  roster: Roster;
  /** The newest messages of this call, oldest first. */
  chat: ChatMessage[];
  /** `startedAt` is in ms since the epoch, by the server's clock. */
  call: { id: string; startedAt: number };
  iceServers: IceServer[];
  settings: CallSettings;
  /** Names this run of the server. A roster of another run may lack people it has not met yet. */
  epoch: string;
  /** Whether the call still had this page: then the others have kept their connections to it. */
  resumed: boolean;
}

export interface CallSettings {
  title: string;
  maxParticipants: number;
}

/** What a page before the call may know: who is there, and whether there is room. */
export interface CallPreview {
  roster: Roster;
  full: boolean;
}

export type ErrorCode =
  | 'bad-request'
  | 'unauthorized'
  | 'full'
  | 'not-in-call'
  /** The addressee of a signal has no live socket, or is not in this call. */
  | 'unreachable'
  | 'rate-limited'
  /** The store cannot write just now. */
  | 'unavailable'
  | 'internal';

/** `code` is for programs, `message` a sentence for people. */
export interface WireError {
  code: ErrorCode;
  message: string;
}

export type Reply<T> = { ok: true; value: T } | { ok: false; error: WireError };
export type Ack<T> = (reply: Reply<T>) => void;
export type Nothing = Record<string, never>;

/** What each request carries and what it is answered with. */
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
  /** `before` is the id of the oldest message the page has. Answered with older ones, oldest first. */
  'chat-history': { payload: { before: string }; value: ChatMessage[] };
}

export type ClientEvents = {
  [E in keyof Requests]: (payload: Requests[E]['payload'], ack: Ack<Requests[E]['value']>) => void;
};

export interface ServerEvents {
  /** The whole roster, whenever anything in it changed: a missed one heals with the next. */
  roster: (roster: Roster) => void;
  'user-joined': (news: { participantId: ParticipantId; name: string }) => void;
  'user-left': (news: { participantId: ParticipantId; name: string }) => void;
  signal: (message: { from: ParticipantId; signal: Signal }) => void;
  'chat-message': (message: ChatMessage) => void;
  'screen-share-started': (news: { participantId: ParticipantId; streamId: string }) => void;
  'screen-share-stopped': (news: { participantId: ParticipantId }) => void;
  /** The same page has joined on another socket; this one is about to be closed. */
  replaced: () => void;
  /** A planned stop: media goes on, the page reconnects by itself. */
  'server-draining': () => void;
}

/** What the server tells the meeting page's script, in `data-config` on the page's root element. */
export interface RoomPageConfig {
  code: string;
  title: string;
  /** The name others see. */
  name: string;
  maxParticipants: number;
  /** Whether a join will name ICE servers, without which no connection should be begun. */
  hasIceServers: boolean;
}
