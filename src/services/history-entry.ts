/** One line of a user's history: the user's presence in one call. */
export interface HistoryEntry {
  readonly callId: string;
  readonly code: string;
  readonly title: string;
  readonly joinedAt: Date;
  /** The last departure. Null while the user is in the call. */
  readonly leftAt: Date | null;
  /** The time that the user spent in the call, without the times between a departure and a return. Null like `leftAt`. */
  readonly durationMs: number | null;
  /** Everyone who was in the call, in order of arrival, including the user. */
  readonly people: readonly Attended[];
}

/** A person who was in a call. */
export interface Attended {
  /** Empty for a deleted account. */
  readonly name: string;
  readonly isGuest: boolean;
}
