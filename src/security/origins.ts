import type { IncomingMessage } from 'node:http';

export interface OriginsConfig {
  readonly publicUrl: string | null;
  readonly corsOrigins: readonly string[];
  readonly trustProxy: false | number | readonly string[];
}

/** Whether a page of `origin` may send this form or open this socket. */
export type IsAllowedOrigin = (origin: string, request: IncomingMessage) => boolean;

/**
 * Allows the configured origins and the server's own origin. The own host is the host in the request; `X-Forwarded-Host`
 * and `X-Forwarded-Proto` count only if proxies are trusted. Browsers let no page of another site set these headers.
 *
 * The server often cannot know whether the browser used HTTPS, because a proxy may have ended the TLS connection without
 * a word. An https page of the own host is therefore always allowed: only the holder of the host's certificate can serve
 * it. An http page of the own host is allowed unless something shows that the request came over HTTPS, because then
 * anybody in the network could have forged the page.
 */
export function createOriginCheck({ publicUrl, corsOrigins, trustProxy }: OriginsConfig): IsAllowedOrigin {
  const configured = new Set([...corsOrigins, ...(publicUrl === null ? [] : [publicUrl])]);
  return (origin, request) => {
    if (configured.has(origin)) return true;
    const { headers } = request;
    const host = ownHost(request, trustProxy);
    if (host === undefined || hostOf(origin) !== host) return false;
    const isOverHttps =
      isEncrypted(request) ||
      forwardedHeader(request, 'x-forwarded-proto', trustProxy)?.toLowerCase() === 'https' ||
      publicUrl === `https://${host}` ||
      isOfAnotherOrigin(headers);
    return !isOverHttps || /^https:/i.test(origin);
  };
}

/** The host, with its port if the request names one, under which the browser reaches the server. In lower case. */
export function ownHost(
  request: IncomingMessage,
  trustProxy: OriginsConfig['trustProxy'],
): string | undefined {
  const host = forwardedHeader(request, 'x-forwarded-host', trustProxy) ?? request.headers.host;
  return host?.toLowerCase();
}

function forwardedHeader(
  { headers }: IncomingMessage,
  name: string,
  trustProxy: OriginsConfig['trustProxy'],
): string | undefined {
  return trustProxy === false ? undefined : firstOf(headers[name]);
}

function hostOf(origin: string): string | null {
  if (!/^https?:\/\//i.test(origin) || !URL.canParse(origin)) return null;
  // `URL.host` would drop the default port of the scheme, but the Host header may contain it.
  return origin.replace(/^https?:\/\//i, '').toLowerCase();
}

function firstOf(header: string | string[] | undefined): string | undefined {
  return (
    String(header ?? '')
      .split(',')[0]
      ?.trim() || undefined
  );
}

function isEncrypted({ socket }: IncomingMessage): boolean {
  // The types call it always present, and a request that a test made may lack it.
  return (socket as { encrypted?: boolean } | undefined)?.encrypted === true;
}

/**
 * Whether the browser says that the page is of another origin. If the hosts are the same, then the schemes differ: the
 * browser sends the header over HTTPS and to this machine only (Fetch Metadata, section 2.3). Not used for WebSockets,
 * because a browser may compare the scheme of the page with `ws`.
 */
function isOfAnotherOrigin({ 'sec-fetch-site': site, upgrade }: IncomingMessage['headers']): boolean {
  return upgrade === undefined && site !== undefined && site !== 'same-origin';
}
