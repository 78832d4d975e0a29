/** The page shows for this long that the other person has left. Then it looks again. */
export const PARTED_MS = 2_000;
/** Another person whose connection is lost has this time to come back. */
export const LOST_PATIENCE_MS = 6_000;
/** Two pages that cannot reach each other by then look for somebody else. */
export const CONNECT_DEADLINE_MS = 15_000;
/** The delay before a request that the server could not carry out is repeated. */
export const RETRY_MS = 2_000;
