/**
 * Why a participant is no longer in the roster. `lost`: the page has lost the server, and its time to come back is over.
 * Others keep their connections to such a page while its media flow. They close those to all other pages at once.
 */
export type LeaveReason = 'left' | 'lost' | 'removed' | 'ended' | 'moved';

/** Where another page of the same person is: in this browser, with the same session, or on another device. */
export type Elsewhere = 'tab' | 'device';
