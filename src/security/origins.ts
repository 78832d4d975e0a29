import type { IncomingMessage } from 'node:http';

export interface OriginsConfig {
  readonly publicUrl: string | null;
  readonly corsOrigins: readonly string[];
  readonly trustProxy: false | number | readonly string[];
}

/** Whether a page of `origin` may send this request, be it a form or the handshake of a socket. */
export type IsAllowedOrigin = (origin: string, request: IncomingMessage) => boolean;

/**
 * Allows the configured origins and the server's own origin. An origin is the server's own if its host equals the host
 * in the request; the scheme is not compared, because a proxy may have changed it. `X-Forwarded-Host` counts only if
 * proxies are trusted. Browsers do not let a page of another site set either header.
 */
export function createOriginCheck({ publicUrl, corsOrigins, trustProxy }: OriginsConfig): IsAllowedOrigin {
  const configured = new Set([...corsOrigins, ...(publicUrl === null ? [] : [publicUrl])]);
  return (origin, { headers }) => {
    if (configured.has(origin)) return true;
    const forwarded = trustProxy === false ? undefined : firstOf(headers['x-forwarded-host']);
    const host = (forwarded ?? headers.host)?.toLowerCase();
    return host !== undefined && hostOf(origin) === host;
  };
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
