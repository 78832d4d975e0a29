const PATH_MAX = 2_048;
const ELSEWHERE = 'http://elsewhere.invalid';

/**
 * Where to go after logging in, if `next` is a path of ours; otherwise null. What looks like a path to us and like
 * another host to a browser (`//evil.example`, `/\evil.example`, a tab in between) is none.
 */
export function ownPath(next: unknown): string | null {
  if (typeof next !== 'string' || next.length > PATH_MAX) return null;
  if (!/^\/[^\\\p{Cc}]*$/u.test(next) || !URL.canParse(next, ELSEWHERE)) return null;
  const { origin, pathname, search, hash } = new URL(next, ELSEWHERE);
  // Looked at once more after the dots in it are resolved: `/.//evil.example` is a path only before that.
  const isOurs = origin === ELSEWHERE && !pathname.startsWith('//');
  return isOurs ? `${pathname}${search}${hash}` : null;
}
