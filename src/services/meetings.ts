/** A meeting: a code with its settings and host; exists until deleted. */
export interface Meeting {
  readonly id: string;
  readonly code: string;
  readonly title: string;
  readonly hostId: string;
}

export interface Meetings {
  /** Makes a meeting under a fresh code like `abc-defg-hij`, from a CSPRNG. */
  create(hostId: string): Promise<Meeting>;
  find(code: string): Promise<Meeting | null>;
  /** The meeting of that code; an unknown code becomes a meeting of `hostId`'s. `code` must be normalised. */
  findOrCreate(code: string, hostId: string): Promise<Meeting>;
  /** Meetings this person was in or hosts, the latest first. */
  recent(userId: string, limit: number): Promise<Meeting[]>;
}
