import type { RingMedia } from '../../shared/ring-protocol.js';

const KEY = 'parley-answered-call';

/** This tab opens the meeting of a call that the person has just made or answered. */
export function rememberAnswered(code: string): void {
  try {
    sessionStorage.setItem(KEY, code);
  } catch {
    // The browser stores nothing for this site. The person joins with one more click.
  }
}

/**
 * Returns how the page joins the meeting by itself, or null if the person has not answered a call in this tab. The address
 * alone is not enough: anybody can send a link, and nobody may be on camera because of a link.
 */
export function takeAnswered(code: string): RingMedia | null {
  const media = new URLSearchParams(location.search).get('call');
  if (media === null) return null;
  history.replaceState(null, '', location.pathname); // people copy the address
  try {
    const isAnswered = sessionStorage.getItem(KEY) === code;
    sessionStorage.removeItem(KEY);
    return isAnswered ? (media === 'sound' ? 'sound' : 'video') : null;
  } catch {
    return null;
  }
}
