import { TokenBucket } from '../rate-limit.js';
import type { Rate } from '../rate-limit.js';
import type { Requests } from '../shared/protocol.js';

type Family = 'join' | 'signal' | 'media' | 'chat' | 'history' | 'refused';

const RATES: Record<Family, Rate> = {
  join: { capacity: 10, refillPerSecond: 0.5 },
  // A page that joins eleven others sends eleven offers and some hundred candidates within a second.
  signal: { capacity: 1_500, refillPerSecond: 150 },
  media: { capacity: 120, refillPerSecond: 10 },
  chat: { capacity: 20, refillPerSecond: 1 },
  history: { capacity: 20, refillPerSecond: 2 },
  // What has been refused already: a page with a fault is told so, a flood loses its socket.
  refused: { capacity: 300, refillPerSecond: 10 },
};

const FAMILIES: Record<keyof Requests, Family> = {
  'watch-call': 'join',
  'join-call': 'join',
  // Cheap, and nobody should be held in a call.
  'leave-call': 'media',
  signal: 'signal',
  'media-state': 'media',
  'screen-share-started': 'media',
  'screen-share-stopped': 'media',
  'chat-message': 'chat',
  'chat-history': 'history',
};

export interface SocketLimits {
  /** Whether this request may be answered. */
  take(event: keyof Requests): boolean;
  /** Counts something refused; false when it is a flood. */
  refuse(): boolean;
}

/** What one socket may ask in which time. `now` is in ms. */
export function createSocketLimits(now: () => number): SocketLimits {
  const buckets = new Map<Family, TokenBucket>();

  function takeFrom(family: Family): boolean {
    const bucket = buckets.get(family) ?? new TokenBucket(RATES[family]);
    buckets.set(family, bucket);
    return bucket.take(now());
  }

  return { take: (event) => takeFrom(FAMILIES[event]), refuse: () => takeFrom('refused') };
}
