import type { EndReason, RandomMode } from '../../shared/random-protocol.js';
import type { Signal } from '../../shared/signal.js';

/** The connection to one page that meets people at random. */
export interface PageLink {
  /** The caller of two pages sends the first offer. */
  matched(match: { pairId: string; role: 'caller' | 'callee'; mode: RandomMode }): void;
  signal(pairId: string, signal: Signal): void;
  ended(pairId: string, reason: EndReason): void;
  partnerState(pairId: string, isConnected: boolean): void;
  replaced(): void;
}

/** The page that sends a request. */
export interface Caller {
  readonly userId: string;
  readonly page: string;
  readonly link: PageLink;
}

/** News about a pair for one of its pages. They pass through the database if the page is connected to another server. */
export type PairNews =
  | { readonly kind: 'signal'; readonly signal: Signal }
  | { readonly kind: 'ended'; readonly reason: EndReason }
  | { readonly kind: 'partner'; readonly isConnected: boolean };

/** A page that is connected to this server, or was a moment ago. */
export interface LocalPage {
  readonly userId: string;
  /** A keyed hash of the page's secret. */
  readonly page: string;
  readonly mode: RandomMode;
  /** Null while the connection is lost. */
  link: PageLink | null;
  /** Since when the connection is lost, in ms, or since when it exists. */
  since: number;
  /** The pair that the page knows of. */
  pair: LocalPair | null;
  isWaiting: boolean;
}

export interface LocalPair {
  readonly pairId: string;
  readonly partnerId: string;
  /** The run of the server to which the other page is connected. */
  partnerServer: string;
}
