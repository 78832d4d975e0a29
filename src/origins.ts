import type { IncomingMessage } from 'node:http';

export interface OriginsConfig {
  readonly publicUrl: string | null;
  readonly corsOrigins: readonly string[];
  readonly trustProxy: false | number | readonly string[];
}

/** Whether a page of `origin` may write to us and connect to us by this request. */
export type IsAllowedOrigin = (origin: string, request: IncomingMessage) => boolean;

/**
 * Our own origin is the one whose host the request names; the scheme may have got lost on the way through a proxy.
 * What a proxy says about the host counts only where proxies are trusted. A browser lets no foreign page set either.
 */
export function createOriginCheck({ publicUrl, corsOrigins, trustProxy }: OriginsConfig): IsAllowedOrigin {
  const named = new Set([...corsOrigins, ...(publicUrl === null ? [] : [publicUrl])]);
  return (origin, { headers }) => {
    if (named.has(origin)) return true;
    const forwarded = trustProxy === false ? undefined : firstOf(headers['x-forwarded-host']);
    const host = (forwarded ?? headers.host)?.toLowerCase();
    return host !== undefined && hostOf(origin) === host;
  };
}

function hostOf(origin: string): string | null {
  if (!/^https?:\/\//i.test(origin) || !URL.canParse(origin)) return null;
  // Not `URL.host`: that leaves out a port which is the scheme's own, and the Host header may name it.
  return origin.replace(/^https?:\/\//i, '').toLowerCase();
}

function firstOf(header: string | string[] | undefined): string | undefined {
  return (
    String(header ?? '')
      .split(',')[0]
      ?.trim() || undefined
  );
}
