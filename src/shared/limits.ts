// Numbers that both sides of the wire must agree on. Sizes are in UTF-16 code units unless a name says otherwise.

/** A meeting code after normalising: `abc-defg-hij`, or any words a person chose, joined by hyphens. */
export const CODE_MAX = 64;
export const NAME_MAX = 60;
export const USERNAME_MIN = 2;
export const USERNAME_MAX = 32;
export const PASSWORD_MIN = 8;
/** bcrypt reads 72 bytes; a longer password would be cut off silently, so it is refused instead. */
export const PASSWORD_MAX_BYTES = 72;

export const CHAT_TEXT_MAX = 4_000;
/** How many messages a newcomer gets with the join, and how many `chat-history` answers with. */
export const CHAT_PAGE_SIZE = 100;

export const TAB_ID_MAX = 128;
export const CLIENT_KEY_MAX = 64;
/** A signal as JSON. An offer with four slots and all its codecs is about 10 kB. */
export const SIGNAL_JSON_MAX = 65_536;

/** How long the roster keeps someone whose socket is gone (design: 15 s). */
export const RECONNECT_GRACE_MS = 15_000;
