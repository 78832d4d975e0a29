import { TokenBucket } from '../security/rate-limit.js';
import type { Rate } from '../security/rate-limit.js';
import type { Requests } from '../shared/protocol.js';

type Family = 'join' | 'signal' | 'media' | 'chat' | 'history' | 'refused';

const RATES: Record<Family, Rate> = {
  join: { capacity: 10, refillPerSecond: 0.5 },
  // A page that joins eleven others sends eleven offers and about a hundred candidates within a second.
  signal: { capacity: 1_500, refillPerSecond: 150 },
  media: { capacity: 120, refillPerSecond: 10 },
  chat: { capacity: 20, refillPerSecond: 1 },
  history: { capacity: 20, refillPerSecond: 2 },
  // Refused requests. A page with a bug receives its refusals; a socket that floods the server is closed.
  refused: { capacity: 300, refillPerSecond: 10 },
};

const FAMILIES: Record<keyof Requests, Family> = {
  'watch-call': 'join',
  'join-call': 'join',
  // Costs little, and a page must always be able to leave.
  'leave-call': 'media',
  signal: 'signal',
  'media-state': 'media',
  'screen-share-started': 'media',
  'screen-share-stopped': 'media',
  'chat-message': 'chat',
  'chat-history': 'history',
};

export interface SocketLimits {
  /** Counts a request. Returns false when the server should refuse it. */
  take(event: keyof Requests): boolean;
  /** Counts a refused request. Returns false when there are so many that the server should close the socket. */
  takeRefusal(): boolean;
}

/** Limits the requests of one socket, with one budget per kind of request. `now` is in ms. */
export function createSocketLimits(now: () => number): SocketLimits {
  const buckets = new Map<Family, TokenBucket>();

  function takeFrom(family: Family): boolean {
    const bucket = buckets.get(family) ?? new TokenBucket(RATES[family]);
    buckets.set(family, bucket);
    return bucket.take(now());
  }

  return { take: (event) => takeFrom(FAMILIES[event]), takeRefusal: () => takeFrom('refused') };
}
