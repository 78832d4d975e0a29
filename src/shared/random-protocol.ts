// The types of the messages of the random meetings, between page and server and between the two pages of a pair.
import type { IceServer, Signal } from './signal.js';

type Nothing = Record<string, never>;

/** `video`: camera and microphone. `text`: neither. People meet only others with the same choice. */
export type RandomMode = 'video' | 'text';

/** Why a pair has ended: the other person has left, or has been gone for too long. */
export type EndReason = 'left' | 'lost';

export const REPORT_REASONS = ['sexual', 'abuse', 'child', 'spam', 'other'] as const;
export type ReportReason = (typeof REPORT_REASONS)[number];

/** A report carries so many messages and characters at most. */
export const REPORTED_LINES_MAX = 200;
export const REPORT_TEXT_MAX = 20_000;

/** A message of the text of a pair, as the page of the reporter has it. `sentAt` is in ms since 1970. */
export interface ReportedLine {
  isOwn: boolean;
  text: string;
  sentAt: number;
}

/** Two people have been paired. Of the two pages, the caller sends the first offer. Neither learns the name of the other. */
export interface Match {
  pairId: string;
  role: 'caller' | 'callee';
  mode: RandomMode;
  iceServers: IceServer[];
  /** The credentials in `iceServers` are valid for this long. Null if there are none. */
  iceServersTtlMs: number | null;
}

/** The payload of each request of a random page, and the value of its acknowledgement. */
export interface RandomRequests {
  /** Waits for another person. Leaves the pair first, if the page is in one. */
  'random-start': { payload: RandomStart; value: Nothing };
  'random-leave': { payload: Nothing; value: Nothing };
  /** After a lost socket: takes the seat in the pair again. `isPaired` is false if the pair has ended meanwhile. */
  'random-resume': { payload: RandomResume; value: { isPaired: boolean } };
  /** Relayed unread to the other page of the pair. */
  'random-signal': { payload: { pairId: string; signal: Signal }; value: Nothing };
  /** Reports the other person of this or an earlier pair, and leaves the pair. */
  'random-report': { payload: RandomReport; value: Nothing };
  /** Blocks the other person of this or an earlier pair, and leaves the pair. */
  'random-block': { payload: { pairId: string }; value: Nothing };
}

export interface RandomStart {
  /** A random secret that the page makes when it loads. The server never sends it to anyone. */
  tabId: string;
  mode: RandomMode;
  /** Why the page leaves its pair: `lost` if the other page has been gone for too long. */
  because?: EndReason | undefined;
}

export interface RandomResume {
  tabId: string;
  pairId: string;
}

export interface RandomReport {
  pairId: string;
  reason: ReportReason;
  /** The last minutes of the text, if the reporter agrees. */
  text: ReportedLine[] | null;
}

export interface RandomServerEvents {
  matched: (match: Match) => void;
  'random-signal': (message: { pairId: string; signal: Signal }) => void;
  /** The other person has left, or has been gone for too long. */
  'match-ended': (news: { pairId: string; reason: EndReason }) => void;
  /** The server has lost the other page, or that page is connected again. Their media may flow all the same. */
  'partner-state': (news: { pairId: string; isConnected: boolean }) => void;
  /** Another page of the same person has taken the place of this one. */
  'random-replaced': () => void;
}
