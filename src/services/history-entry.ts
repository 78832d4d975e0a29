/** One line of a user's history: the user's presence in one call. */
export interface HistoryEntry {
  readonly callId: string;
  readonly code: string;
  readonly title: string;
  readonly joinedAt: Date;
  /** Null while the user is in the call. */
  readonly leftAt: Date | null;
  /** Names of everyone who was in the call, in order of arrival, including the user. */
  readonly people: readonly string[];
}
