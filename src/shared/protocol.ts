// The types of all messages between the meeting page and the server; both sides import them.
// docs/protocol.md describes each event.
import type { RingEvents, RingRequests } from './ring-protocol.js';
import type { Reaction } from './reactions.js';
import type { RandomRequests, RandomServerEvents } from './random-protocol.js';
import type { Elsewhere, LeaveReason } from './departure.js';
import type { IceServer, Signal } from './signal.js';

export type { Elsewhere, LeaveReason } from './departure.js';
export type { HostTool } from './host-tool.js';
export type { IceCandidate, IceServer, Signal } from './signal.js';

/** Names one page of one person in one call. The page keeps its id when its socket is lost or the server restarts. */
export type ParticipantId = string;

/** Which media a participant sends. `screen` is the id of the shared screen's stream, or null. */
export interface MediaState {
  mic: boolean;
  camera: boolean;
  hand: boolean;
  screen: string | null;
}

/** What a participant may do in a call. A call has at most one person with the role `host`, who may have several pages. */
export type Role = 'host' | 'co-host' | 'participant';

export interface Participant {
  participantId: ParticipantId;
  name: string;
  /** True for a person without an account, who has entered by name only. */
  isGuest: boolean;
  role: Role;
  /**
   * Changes with every join of this page, also after a restart of the server. Signals to this page that were sent under
   * another number may be lost.
   */
  joinNumber: number;
  /** `reconnecting`: the socket is lost, and the page still has time to come back (`RECONNECT_GRACE_MS`). */
  state: 'connected' | 'reconnecting';
  media: MediaState;
  /** Only while the hand is up. Of two hands, the one with the lower number was up first. */
  handNumber?: number;
}

/** All participants, in order of arrival. Of any two participants, the later one sends the first offer. */
export type Roster = Participant[];

/** `sentAt` is in ms since 1970 by the server's clock. The sender chooses `clientKey`; the same key is never posted twice. */
export interface ChatMessage {
  id: string;
  participantId: ParticipantId;
  /** Empty if the author has deleted the account. */
  name: string;
  isGuest: boolean;
  text: string;
  sentAt: number;
  clientKey: string;
}

export interface JoinRequest {
  code: string;
  /** A random secret that the page makes when it loads. The server never sends it to anyone. */
  tabId: string;
  /** The person whom the page was made for. If another person has logged in since, the server refuses with `unauthorized`. */
  pageUserId?: string | undefined;
  /** The name of a guest. The server ignores it for everyone else. */
  name?: string | undefined;
  passcode?: string | undefined;
  /** Moves the call to this page: the other pages of this person leave it. */
  move?: boolean | undefined;
  /** On a rejoin: the call that the page was in. If a host has ended that call, the server refuses with `ended`. */
  callId?: string | undefined;
  media: { mic: boolean; camera: boolean; hand?: boolean | undefined; screen?: string | null | undefined };
  /** Signals that the server relays as soon as the page is in the call, like `signal`. */
  offers?: Addressed[] | undefined;
}

/** A signal, and who receives it. */
export interface Addressed {
  to: ParticipantId;
  signal: Signal;
}

/** The answer to a join that a host has to allow. The page waits for `admitted` and then joins again. */
export interface Waiting {
  waiting: true;
}

export interface JoinSnapshot {
  self: ParticipantId;
  roster: Roster;
  /** The newest messages of this call, oldest first. */
  chat: ChatMessage[];
  /** `startedAt` is in ms since 1970 by the server's clock. `ageMs` is the time since then, for pages with another clock. */
  call: { id: string; startedAt: number; ageMs: number };
  iceServers: IceServer[];
  /** The credentials in `iceServers` are valid for this long. Null if there are none. */
  iceServersTtlMs: number | null;
  settings: CallSettings;
  /** The people who wait to be let in. Empty for a page that may not let them in. */
  waitingRoom: WaitingPerson[];
  /** Names this run of the server. After a restart, the roster may lack participants who have not joined again yet. */
  epoch: string;
  /** Whether this page was still in the roster. If so, the other participants have kept their connections to it. */
  resumed: boolean;
  /** On a rejoin: participants who have left for good. All others who are missing in the roster may still have media. */
  gone: ParticipantId[];
  /** The participants who received one of the `offers`. */
  relayed: ParticipantId[];
}

export interface CallSettings {
  title: string;
  maxParticipants: number;
  /** Whether nobody new may enter. */
  isLocked: boolean;
}

/** A person in the waiting room, as hosts and co-hosts see them. */
export interface WaitingPerson {
  /** The id that the person's page will have in the call. */
  participantId: ParticipantId;
  name: string;
  /** Null for a guest. */
  username: string | null;
}

/** Why a person may not enter a meeting. */
export type EntryRefusal =
  /** A host has removed this person from the call. They stay out until the call has ended. */
  | 'removed'
  | 'locked'
  /** Only invited people may enter, and this person is not invited. */
  | 'not-invited'
  /** The meeting does not exist or lets no guests in. */
  | 'no-guests'
  /** The passcode is missing or wrong. */
  | 'wrong-passcode'
  /** A host has just refused this person. They may ask again after `ASK_AGAIN_MS`. */
  | 'denied'
  /** A host has ended the call that this page was in. */
  | 'ended';

/** What a page before the call learns about the call: the answer to `watch-call`, and the event `preview`. */
export interface CallPreview {
  /** The number of participants. */
  count: number;
  /** Whether there is no place for this page. */
  full: boolean;
  /** What a join of this page leads to, with the right passcode. */
  entry: 'enter' | 'wait' | EntryRefusal;
  needsPasscode: boolean;
  /** The names of the participants, for people who are known to the meeting. Null for all others. */
  names: string[] | null;
  /** Where another page of this person is in the call; null if none is. */
  elsewhere: Elsewhere | null;
  /** The participants to whom the page may prepare connections. Empty unless the page may enter at once. */
  reachable: ParticipantId[];
  /** The servers for these connections. Empty if there are none to prepare. */
  iceServers: IceServer[];
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
  | EntryRefusal
  /** The person has moved the call from this page to another one. */
  | 'moved'
  /** Only a host or a co-host of this call may do this, or only the host. */
  | 'host-only'
  /** The random meetings are switched off. */
  | 'random-off'
  /** Several people have reported this person, who must wait until the next day. */
  | 'paused'
  /** There is no such pair, or it has ended. */
  | 'not-paired'
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
export interface Requests extends RingRequests, RandomRequests {
  'watch-call': { payload: { code: string }; value: CallPreview };
  'join-call': { payload: JoinRequest; value: JoinSnapshot | Waiting };
  'leave-call': { payload: Nothing; value: Nothing };
  signal: { payload: Addressed; value: Nothing };
  'media-state': {
    payload: { mic: boolean; camera: boolean; hand?: boolean | undefined };
    value: Nothing;
  };
  'screen-share-started': { payload: { streamId: string }; value: Nothing };
  'screen-share-stopped': { payload: Nothing; value: Nothing };
  'chat-message': { payload: { text: string; clientKey: string }; value: ChatMessage };
  /** `before` is the id of the oldest message that the page has. The answer has older messages, oldest first. */
  'chat-history': { payload: { before: string }; value: ChatMessage[] };
  /** The others see it for some seconds. Nobody stores it. */
  reaction: { payload: { reaction: Reaction }; value: Nothing };
  /** Fresh credentials, because those of the join are valid for a short time only. */
  'ice-servers': { payload: Nothing; value: Pick<JoinSnapshot, 'iceServers' | 'iceServersTtlMs'> };

  // For hosts and co-hosts. Without a participantId, a request concerns everyone.
  admit: { payload: OneOrAll; value: Nothing };
  deny: { payload: One; value: Nothing };
  mute: { payload: OneOrAll; value: Nothing };
  'ask-to-unmute': { payload: One; value: Nothing };
  'stop-share': { payload: One; value: Nothing };
  'lower-hand': { payload: OneOrAll; value: Nothing };
  remove: { payload: One; value: Nothing };
  lock: { payload: { locked: boolean }; value: Nothing };
  // For the host alone.
  'co-host': { payload: One & { isCoHost: boolean }; value: Nothing };
  'hand-over': { payload: One; value: Nothing };
  'end-call': { payload: Nothing; value: Nothing };
}

export interface One {
  participantId: ParticipantId;
}

export interface OneOrAll {
  participantId?: ParticipantId | undefined;
}

/** Names the host or co-host who has acted. */
export interface By {
  by: string;
}

export type ClientEvents = {
  [E in keyof Requests]: (payload: Requests[E]['payload'], ack: Ack<Requests[E]['value']>) => void;
};

export interface ServerEvents extends RingEvents, RandomServerEvents {
  /** The whole roster, after every change. A page that misses one is up to date again with the next. */
  roster: (roster: Roster) => void;
  /** `hasMoved`: the person was in the call before, with another page. */
  'user-joined': (news: { participantId: ParticipantId; name: string; hasMoved?: true }) => void;
  'user-left': (news: { participantId: ParticipantId; name: string; reason: LeaveReason }) => void;
  signal: (message: { from: ParticipantId; signal: Signal }) => void;
  'chat-message': (message: ChatMessage) => void;
  reaction: (news: { participantId: ParticipantId; reaction: Reaction }) => void;
  'screen-share-started': (news: { participantId: ParticipantId; streamId: string }) => void;
  'screen-share-stopped': (news: { participantId: ParticipantId }) => void;
  /** To a page before the call that watches it: after every change. */
  preview: (preview: CallPreview) => void;
  /** To everyone in the call: the settings changed. */
  'call-settings': (settings: CallSettings) => void;
  /** To hosts and co-hosts: everyone who waits to be let in, after every change. */
  'waiting-room': (waiting: WaitingPerson[]) => void;
  /** To a page in the waiting room: the page may join again. */
  admitted: () => void;
  /** To a page in the waiting room: a host does not let this person in. */
  denied: () => void;
  /** A host has muted this page. The page turns its microphone off. */
  muted: (news: By) => void;
  /** A host asks this person to turn the microphone on. Only the person can do so. */
  'unmute-asked': (news: By) => void;
  /** A host has stopped this page's screen share. The page ends it. */
  'share-stopped': (news: By) => void;
  /** A host has lowered this page's hand. */
  'hand-lowered': (news: By) => void;
  /** A host has removed this person. The page has left its call. */
  removed: (news: By) => void;
  /** A host has ended the call for everyone. The page has left it. */
  'call-ended': (news: By) => void;
  /** The person has moved the call to another page. This page has left it. */
  moved: (news: { to: Elsewhere }) => void;
  /** The same page has joined on another socket. The server closes this one next. */
  replaced: () => void;
  /** The person has logged out, or the session has expired. The page has left its call; the server closes the socket next. */
  'session-ended': () => void;
  /** The server is about to stop as planned. Media continue, and the page reconnects by itself. */
  'server-draining': () => void;
}
