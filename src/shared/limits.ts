// Limits that the server and its pages share. Sizes are in UTF-16 code units unless a name says otherwise.

/** A normalised meeting code: `abc-defg-hjk`, or words that a person chose, joined by hyphens. */
export const CODE_MAX = 64;
/** The name of a person or of a passkey. */
export const NAME_MAX = 60;
/** The title of a meeting. */
export const TITLE_MAX = 100;
export const USERNAME_MIN = 2;
export const USERNAME_MAX = 32;
export const PASSWORD_MIN = 8;
/** bcrypt ignores everything after the first 72 bytes, so the server refuses longer passwords. */
export const PASSWORD_MAX_BYTES = 72;

/** A passcode has at least so many characters, so that it cannot be guessed within the limits of attempts. */
export const PASSCODE_MIN = 4;
export const PASSCODE_MAX = 64;
/** The number of people whom one meeting can invite. */
export const INVITED_MAX = 200;

export const CHAT_TEXT_MAX = 4_000;
/** Number of messages in the answer to `join-call` and in each answer to `chat-history`. */
export const CHAT_PAGE_SIZE = 100;

export const TAB_ID_MAX = 128;
export const CLIENT_KEY_MAX = 64;
/** A signal as JSON. An offer with four slots and all codecs has about 10 kB. */
export const SIGNAL_JSON_MAX = 65_536;
/** The number of signals that a join may carry. */
export const JOIN_OFFERS_MAX = 32;
/** The size of the signals that a page puts into its join, as JSON. A message to the server has at most 100 kB. */
export const JOIN_OFFERS_JSON_MAX = 65_536;

/** The server keeps a participant in the roster for this long after it has lost the participant's socket. */
export const RECONNECT_GRACE_MS = 15_000;

/** A person whom a host has refused may ask again after this time. */
export const ASK_AGAIN_MS = 30_000;

/** The accounts that one sign-up link may allow. */
export const SIGN_UP_USES_MAX = 50;
/** The number of people whom a user can keep as favourites. */
export const FAVOURITES_MAX = 100;
