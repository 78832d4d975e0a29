/** Names a cookie, and says to which addresses browsers send it. */
export interface CookieScope {
  name(cookie: string): string;
  readonly path: string;
}

export interface CookieScopeOptions {
  /** Whether people use HTTPS only. */
  readonly isHttps: boolean;
  /** The path below which Parley lives, like `/parley`, or an empty text. */
  readonly basePath: string;
}

/**
 * Over HTTPS, the prefix of the name makes browsers refuse the cookie on plain HTTP. `__Host-` also keeps other hosts of the
 * same domain from setting it, but demands the path `/` (RFC 6265bis, section 4.1.3.2). Below a path, the cookie stays on
 * that path instead, so that other programs of the host do not receive it.
 */
export function createCookieScope({ isHttps, basePath }: CookieScopeOptions): CookieScope {
  const prefix = !isHttps ? '' : basePath === '' ? '__Host-' : '__Secure-';
  return { name: (cookie) => `${prefix}${cookie}`, path: basePath === '' ? '/' : basePath };
}
