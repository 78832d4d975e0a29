export interface Rate {
  /** The number of tokens in a full bucket. */
  readonly capacity: number;
  readonly refillPerSecond: number;
}

/** Grants up to `capacity` tokens at once, then as many as time refills. Reads no clock: `now` is in ms. */
export class TokenBucket {
  readonly #rate: Rate;
  #tokens: number;
  #refilledAt: number | null = null;

  constructor(rate: Rate) {
    this.#rate = rate;
    this.#tokens = rate.capacity;
  }

  /** Takes `cost` tokens. Takes none and returns false if there are fewer. */
  take(now: number, cost = 1): boolean {
    this.#refill(now);
    if (this.#tokens < cost) return false;
    this.#tokens -= cost;
    return true;
  }

  /** The number of tokens in the bucket, which may have a fraction. */
  tokens(now: number): number {
    this.#refill(now);
    return this.#tokens;
  }

  #refill(now: number): void {
    // A clock that is set back must neither add nor remove tokens.
    const seconds = Math.max(0, now - (this.#refilledAt ?? now)) / 1_000;
    this.#refilledAt = now;
    this.#tokens = Math.min(this.#rate.capacity, this.#tokens + seconds * this.#rate.refillPerSecond);
  }
}

/** A full map loses this share of its buckets at once, so that new keys seldom have to search it. */
const EVICTED_SHARE = 0.1;

/** One bucket per key. Keeps at most `maxKeys` buckets, so that a flood of keys cannot fill the memory. */
export class KeyedRateLimit {
  readonly #rate: Rate;
  readonly #maxKeys: number;
  readonly #buckets = new Map<string, TokenBucket>();

  constructor(rate: Rate, maxKeys = 10_000) {
    this.#rate = rate;
    this.#maxKeys = maxKeys;
  }

  /** Takes `cost` tokens. Takes none and returns false if there are fewer. */
  take(key: string, now: number, cost = 1): boolean {
    const bucket = this.#buckets.get(key) ?? new TokenBucket(this.#rate);
    // A map keeps the order of insertion: deleting first puts the latest used key at the end.
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    const granted = bucket.take(now, cost);
    if (this.#buckets.size > this.#maxKeys) this.#evict(now);
    return granted;
  }

  /**
   * Removes all full buckets, which equal new ones, then the fullest buckets, and of equal ones the least recently used.
   * Many keys that are used once therefore never remove the bucket of a key that has used its tokens up.
   */
  #evict(now: number): void {
    for (const [key, bucket] of this.#buckets)
      if (bucket.tokens(now) >= this.#rate.capacity) this.#buckets.delete(key);
    if (this.#buckets.size <= this.#maxKeys) return;
    const kept = this.#maxKeys - Math.floor(this.#maxKeys * EVICTED_SHARE);
    const surplus = this.#buckets.size - kept;
    const fullestFirst = [...this.#buckets].sort(([, a], [, b]) => b.tokens(now) - a.tokens(now));
    for (const [key] of fullestFirst.slice(0, surplus)) this.#buckets.delete(key);
  }
}
