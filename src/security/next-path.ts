const PATH_MAX = 2_048;
const ELSEWHERE = 'http://elsewhere.invalid';

/**
 * Returns the path to open after the login, or null if `next` is not a path on this server. Refuses values that browsers
 * read as another host, such as `//evil.example`, `/\evil.example` or a path with a tab between the slashes.
 */
export function ownPath(next: unknown): string | null {
  if (typeof next !== 'string' || next.length > PATH_MAX) return null;
  if (!/^\/[^\\\p{Cc}]*$/u.test(next) || !URL.canParse(next, ELSEWHERE)) return null;
  const { origin, pathname, search, hash } = new URL(next, ELSEWHERE);
  // `new URL` has removed the dot segments, and `/.//evil.example` is now `//evil.example`.
  const isOwn = origin === ELSEWHERE && !pathname.startsWith('//');
  return isOwn ? `${pathname}${search}${hash}` : null;
}
