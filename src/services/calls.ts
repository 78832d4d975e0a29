/** One gathering in a meeting: from the first join to the last leave. */
export interface Call {
  readonly id: string;
  readonly startedAt: Date;
}

/** One line of a person's history: their own presence in one call. */
export interface HistoryEntry {
  readonly callId: string;
  readonly code: string;
  readonly title: string;
  readonly joinedAt: Date;
  /** Null while the person is in the call. */
  readonly leftAt: Date | null;
  /** Names of everyone who was in the call, in order of arrival, the person's own included. */
  readonly people: readonly string[];
}

export interface Calls {
  /**
   * Notes that a user is in the meeting's call, opening one if there is none. A call that a crash cut off less than
   * two minutes ago is taken up again, so that a restarted server does not split a gathering in two.
   */
  join(meetingId: string, userId: string): Promise<Call>;
  /** Notes when the user's last page left. */
  leave(callId: string, userId: string, at: Date): Promise<void>;
  /** Ends a call that nobody is in any more. */
  end(callId: string, at: Date): Promise<void>;
  /** A sign of life for calls that are going on; what a later crash leaves open is closed at the last one. */
  touch(callIds: readonly string[], at: Date): Promise<void>;
  /** At the start of a process: closes what an earlier one left open, at its last sign of life. */
  closeInterrupted(): Promise<number>;
  /** Newest first; `before` is the joinedAt of the last entry of the page before. */
  history(userId: string, page: { limit: number; before?: Date }): Promise<HistoryEntry[]>;
}
