export interface Rate {
  /** How many at once. */
  readonly capacity: number;
  readonly refillPerSecond: number;
}

/** Grants `capacity` at once, and after that as much as time refills. Knows no clock: `now` is in ms. */
export class TokenBucket {
  readonly #rate: Rate;
  #tokens: number;
  #at: number | null = null;

  constructor(rate: Rate) {
    this.#rate = rate;
    this.#tokens = rate.capacity;
  }

  /** Takes `cost` tokens, or none and answers false when there are fewer. */
  take(now: number, cost = 1): boolean {
    this.#refill(now);
    if (this.#tokens < cost) return false;
    this.#tokens -= cost;
    return true;
  }

  /** Gives back what turned out not to count. */
  giveBack(now: number, cost = 1): void {
    this.#refill(now);
    this.#tokens = Math.min(this.#rate.capacity, this.#tokens + cost);
  }

  isFull(now: number): boolean {
    this.#refill(now);
    return this.#tokens >= this.#rate.capacity;
  }

  #refill(now: number): void {
    // A clock that is set back refills nothing, and takes nothing away.
    const seconds = Math.max(0, now - (this.#at ?? now)) / 1_000;
    this.#at = now;
    this.#tokens = Math.min(this.#rate.capacity, this.#tokens + seconds * this.#rate.refillPerSecond);
  }
}

/** One bucket per key, for at most `maxKeys` keys: whoever tries many names must not fill the memory. */
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
    // Written anew, so that the map is in order of use.
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    const granted = bucket.take(now);
    if (this.#buckets.size > this.#maxKeys) this.#forget(now);
    return granted;
  }

  giveBack(key: string, now: number): void {
    this.#buckets.get(key)?.giveBack(now);
  }

  /** A full bucket says nothing; beyond those, the one that was not used for longest goes. */
  #forget(now: number): void {
    for (const [key, bucket] of this.#buckets) if (bucket.isFull(now)) this.#buckets.delete(key);
    for (const key of this.#buckets.keys()) {
      if (this.#buckets.size <= this.#maxKeys) return;
      this.#buckets.delete(key);
    }
  }
}
