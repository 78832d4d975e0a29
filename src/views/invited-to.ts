/** The meeting to which a stranger wants to go, as the login page and the registration name it. */
export interface InvitedTo {
  readonly code: string;
  /** Null if strangers may not know it. */
  readonly title: string | null;
  /** The address at which a person enters without an account. Null if the meeting lets no guests in. */
  readonly guestPath: string | null;
}
