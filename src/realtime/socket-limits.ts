import { KeyedRateLimit, TokenBucket } from '../security/rate-limit.js';
import type { Rate } from '../security/rate-limit.js';
import type { Requests } from '../shared/protocol.js';

type Event = keyof Requests;
type Family =
  | 'watch'
  | 'join'
  | 'signal'
  | 'media'
  | 'chat'
  | 'reaction'
  | 'history'
  | 'ring'
  | 'host'
  | 'random'
  | 'refused';

const RATES: Record<Family, Rate> = {
  watch: { capacity: 30, refillPerSecond: 2 },
  join: { capacity: 10, refillPerSecond: 0.5 },
  // A page that joins eleven others sends eleven offers and about a hundred candidates within a second.
  signal: { capacity: 1_500, refillPerSecond: 150 },
  media: { capacity: 120, refillPerSecond: 10 },
  chat: { capacity: 20, refillPerSecond: 1 },
  // Each one covers a part of a picture on every other page.
  reaction: { capacity: 8, refillPerSecond: 0.5 },
  history: { capacity: 20, refillPerSecond: 2 },
  // Every page that a person opens sends one. services/limits limits the calls themselves.
  ring: { capacity: 60, refillPerSecond: 2 },
  host: { capacity: 60, refillPerSecond: 2 },
  // Each start writes to the database, and nobody gets to know twenty people in a minute.
  random: { capacity: 20, refillPerSecond: 0.5 },
  // Refused requests. A page with a bug receives its refusals; a socket that floods the server is closed.
  refused: { capacity: 300, refillPerSecond: 10 },
};

const FAMILIES: Record<Event, Family> = {
  'watch-call': 'watch',
  'join-call': 'join',
  // Costs little, and a page must always be able to leave.
  'leave-call': 'media',
  signal: 'signal',
  'media-state': 'media',
  'screen-share-started': 'media',
  'screen-share-stopped': 'media',
  'chat-message': 'chat',
  'chat-history': 'history',
  reaction: 'reaction',
  'ice-servers': 'history',
  'watch-rings': 'ring',
  'call-person': 'ring',
  'ring-state': 'ring',
  'cancel-call': 'ring',
  'answer-call': 'ring',
  'decline-call': 'ring',
  admit: 'host',
  deny: 'host',
  mute: 'host',
  'ask-to-unmute': 'host',
  'stop-share': 'host',
  'lower-hand': 'host',
  remove: 'host',
  lock: 'host',
  'co-host': 'host',
  'hand-over': 'host',
  'end-call': 'host',
  'random-start': 'random',
  'random-leave': 'media',
  'random-resume': 'join',
  'random-signal': 'signal',
  'random-report': 'host',
  'random-block': 'host',
};

/** All sockets of a user together have this many times the budget of one socket. */
const SOCKETS_PER_USER = 3;
/** A signal takes one token for each started block of this size, so its budget also limits the bytes. */
const SIGNAL_BLOCK_BYTES = 4_096;

/** The number of tokens that a request takes. The payload must match its schema. */
export function costOf<E extends Event>(event: E, payload: Requests[E]['payload']): number {
  if (event !== 'signal' && event !== 'random-signal') return 1;
  return Math.ceil(Buffer.byteLength(JSON.stringify(payload)) / SIGNAL_BLOCK_BYTES);
}

export interface SocketLimits {
  /** Takes tokens for a request. Returns false when the server should refuse it. */
  take(event: Event, tokens?: number): boolean;
  /** Counts a refused request. Returns false when there are so many that the server should close the socket. */
  takeRefusal(): boolean;
}

/**
 * Limits the requests of sockets, with one budget per kind of request for each socket, and another one for all sockets of
 * a user. A user's budget outlives the sockets. `now` is in ms.
 *
 * The budgets are in memory and not in the database as other limits are (services/limits): a call sends hundreds of
 * signals per second, each would wait for a read and a write, and the budgets are full again within half a minute anyway. They
 * protect this process, so each server has its own.
 */
export function createRequestLimits(now: () => number): { forSocket(userId: string): SocketLimits } {
  const ofUsers = new Map<Family, KeyedRateLimit>();

  function takeFromUser(userId: string, family: Family, tokens: number): boolean {
    const { capacity, refillPerSecond } = RATES[family];
    const limit =
      ofUsers.get(family) ??
      new KeyedRateLimit({
        capacity: SOCKETS_PER_USER * capacity,
        refillPerSecond: SOCKETS_PER_USER * refillPerSecond,
      });
    ofUsers.set(family, limit);
    for (let taken = 0; taken < tokens; taken += 1) if (!limit.take(userId, now())) return false;
    return true;
  }

  return {
    forSocket(userId) {
      const buckets = new Map<Family, TokenBucket>();

      function take(family: Family, tokens = 1): boolean {
        const bucket = buckets.get(family) ?? new TokenBucket(RATES[family]);
        buckets.set(family, bucket);
        return bucket.take(now(), tokens) && takeFromUser(userId, family, tokens);
      }

      return {
        take: (event, tokens) => take(FAMILIES[event], tokens),
        takeRefusal: () => take('refused'),
      };
    },
  };
}
