import type { Requests } from '../shared/protocol.js';

interface Rate {
  /** How many at once. */
  readonly burst: number;
  readonly perSecond: number;
}

type Family = 'join' | 'signal' | 'media' | 'chat' | 'history' | 'refused';

const RATES: Record<Family, Rate> = {
  join: { burst: 10, perSecond: 0.5 },
  // A page that joins eleven others sends eleven offers and some hundred candidates within a second.
  signal: { burst: 1_500, perSecond: 150 },
  media: { burst: 40, perSecond: 5 },
  chat: { burst: 20, perSecond: 1 },
  history: { burst: 20, perSecond: 2 },
  // What has been refused already: a page with a fault is told so, a flood loses its socket.
  refused: { burst: 300, perSecond: 10 },
};

const FAMILIES: Record<keyof Requests, Family> = {
  'watch-call': 'join',
  'join-call': 'join',
  'leave-call': 'join',
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
  const buckets = new Map<Family, { tokens: number; at: number }>();

  function takeFrom(family: Family): boolean {
    const { burst, perSecond } = RATES[family];
    const at = now();
    const bucket = buckets.get(family) ?? { tokens: burst, at };
    const tokens = Math.min(burst, bucket.tokens + ((at - bucket.at) / 1_000) * perSecond);
    const granted = tokens >= 1;
    buckets.set(family, { tokens: granted ? tokens - 1 : tokens, at });
    return granted;
  }

  return { take: (event) => takeFrom(FAMILIES[event]), refuse: () => takeFrom('refused') };
}
