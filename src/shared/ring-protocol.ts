// The types of the messages about calls to people. docs/protocol.md describes each event.

/** Another person, as everyone with an account may see them. */
export interface PersonCard {
  name: string;
  username: string;
}

/** Whether a call begins with camera and microphone, or with the microphone only. */
export type RingMedia = 'video' | 'sound';

/** A call that rings on the pages of the person who is called. */
export interface IncomingRing {
  ringId: string;
  from: PersonCard;
  media: RingMedia;
}

/** Why nobody has answered a call. */
export type Unanswered =
  | 'declined'
  | 'no-answer'
  /** The person is in a call, or another call rings there. */
  | 'busy'
  /** The person has no page open, does not want to be disturbed, or one of both has blocked the other. */
  | 'away'
  /** The caller has cancelled, or has been away for too long. */
  | 'cancelled'
  /** The server does not know the call, because it has stopped while the call was ringing. */
  | 'interrupted'
  | 'unknown-person'
  | 'yourself'
  /** Another page of the caller is calling somebody. */
  | 'calling-already'
  /** The callee has answered, but the server could not create the meeting. */
  | 'failed';

/** A call as its caller sees it. */
export type OutgoingRing =
  { state: 'ringing' } | { state: 'answered'; code: string } | { state: 'over'; reason: Unanswered };

/** The requests. The caller's page chooses the `clientKey`, which names the call also after a lost connection. */
export interface RingRequests {
  'watch-rings': { payload: Record<string, never>; value: { incoming: IncomingRing | null } };
  'call-person': {
    payload: { username: string; media: RingMedia; clientKey: string };
    value: OutgoingRing;
  };
  'ring-state': { payload: { clientKey: string }; value: OutgoingRing };
  'cancel-call': { payload: { clientKey: string }; value: OutgoingRing };
  /** Null if the call is over, or was answered elsewhere. */
  'answer-call': { payload: { ringId: string }; value: { code: string } | null };
  'decline-call': { payload: { ringId: string }; value: Record<string, never> };
}

export interface RingEvents {
  /** To the pages of the person who is called. */
  'incoming-call': (ring: IncomingRing) => void;
  /** To the same pages: the call rings no longer. `answered`: another page has answered it. */
  'incoming-call-over': (news: { ringId: string; reason: 'answered' | Unanswered }) => void;
  /** To the pages of a person who is busy: somebody has called. */
  'missed-call': (news: { from: PersonCard }) => void;
  /** To the page of the caller. */
  'call-answered': (news: { clientKey: string; code: string }) => void;
  /** To the page of the caller: nobody has answered. */
  'call-declined': (news: { clientKey: string; reason: Unanswered }) => void;
}
