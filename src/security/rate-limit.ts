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

  /** Puts tokens back after an attempt that does not count. */
  giveBack(now: number, cost = 1): void {
    this.#refill(now);
    this.#tokens = Math.min(this.#rate.capacity, this.#tokens + cost);
  }

  isFull(now: number): boolean {
    this.#refill(now);
    return this.#tokens >= this.#rate.capacity;
  }

  #refill(now: number): void {
    // A clock that is set back must neither add nor remove tokens.
    const seconds = Math.max(0, now - (this.#refilledAt ?? now)) / 1_000;
    this.#refilledAt = now;
    this.#tokens = Math.min(this.#rate.capacity, this.#tokens + seconds * this.#rate.refillPerSecond);
  }
}

/** One bucket per key. Keeps at most `maxKeys` buckets, so that a flood of keys cannot fill the memory. */
export class KeyedRateLimit {
  readonly #rate: Rate;
  readonly #maxKeys: number;
  readonly #buckets = new Map<string, TokenBucket>();

  constructor(rate: Rate, maxKeys = 10_000) {
    this.#rate = rate;
    this.#maxKeys = maxKeys;
  }

  take(key: string, now: number): boolean {
    const bucket = this.#buckets.get(key) ?? new TokenBucket(this.#rate);
    // A map keeps the order of insertion: deleting first puts the latest used key at the end.
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    const granted = bucket.take(now);
    if (this.#buckets.size > this.#maxKeys) this.#evict(now);
    return granted;
  }

  giveBack(key: string, now: number): void {
    this.#buckets.get(key)?.giveBack(now);
  }

  /** Removes all full buckets, which equal new ones, then the least recently used buckets. */
  #evict(now: number): void {
    for (const [key, bucket] of this.#buckets) if (bucket.isFull(now)) this.#buckets.delete(key);
    for (const key of this.#buckets.keys()) {
      if (this.#buckets.size <= this.#maxKeys) return;
      this.#buckets.delete(key);
    }
  }
}
