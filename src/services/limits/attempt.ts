/** There were too many attempts. The refusal costs nothing and does not make the wait longer. */
export interface Refused {
  readonly allowed: false;
  /** The next attempt is possible after this time; at least 1. */
  readonly retryAfterMs: number;
}

/** Counts as a failure unless one of the methods is called once. The methods never reject. */
export interface Allowed {
  readonly allowed: true;
  /** The secret was right. */
  succeeded(): Promise<void>;
  /** The secret was not compared, so the attempt does not count. */
  cancelled(): Promise<void>;
}

export type Attempt = Allowed | Refused;

/** Limits how often something may happen. */
export interface Quota {
  /** Counts one use for this key. */
  take(key: string): Promise<Pick<Allowed, 'allowed'> | Refused>;
}
