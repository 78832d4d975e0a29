/** A person with an account, as the rest of Parley sees one. Never carries the password's hash. */
export interface User {
  readonly id: string;
  readonly name: string;
  readonly username: string;
}

export interface Accounts {
  /** Resolves to null when the username (compared without case) is taken. */
  register(account: { name: string; username: string; password: string }): Promise<User | null>;
  /** Resolves to null for an unknown name as for a wrong password, after the same work. */
  authenticate(username: string, password: string): Promise<User | null>;
  find(id: string): Promise<User | null>;
}
