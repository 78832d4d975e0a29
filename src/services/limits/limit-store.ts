import type { LimitState } from './limit-state.js';

export interface StoredState {
  readonly state: LimitState;
  /** At least 1; grows by one with each change. */
  readonly revision: number;
  /** The state equals a missing one from this time on, in ms since 1970. */
  readonly expiresAt: number;
}

export interface Change extends Omit<StoredState, 'revision'> {
  readonly id: string;
  /** The revision that this change replaces; 0 if there was none. */
  readonly from: number;
}

/** Keeps the state of each limit under the hash of its key. */
export interface LimitStore {
  /** Leaves out the ids that have no state. */
  read(ids: readonly string[]): Promise<ReadonlyMap<string, StoredState>>;
  /**
   * Makes each change whose `from` is still the revision in the store. Resolves to the ids of the others, which have
   * changed in the meantime.
   */
  write(changes: readonly Change[]): Promise<ReadonlySet<string>>;
}
