import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { createOriginCheck, ownHost } from './origins.js';
import type { OriginsConfig } from './origins.js';

/** The site as WebAuthn sees it. */
interface OwnSite {
  /** The host name for which browsers make and offer passkeys. */
  readonly id: string;
  isOwnOrigin(origin: string): boolean;
}

/** The site that the browser of this request has open. Null if its host is an IP address, for which no passkey can be made. */
export type FindRelyingParty = (request: IncomingMessage) => OwnSite | null;

/**
 * With `publicUrl`, passkeys belong to this origin alone. Otherwise they belong to the host that the request names.
 * `CORS_ORIGINS` never counts: those pages belong to other programs.
 */
export function createRelyingParty({
  publicUrl,
  trustProxy,
}: Pick<OriginsConfig, 'publicUrl' | 'trustProxy'>): FindRelyingParty {
  if (publicUrl !== null) {
    const id = hostNameOf(publicUrl);
    const site = id === null ? null : { id, isOwnOrigin: (origin: string) => origin === publicUrl };
    return () => site;
  }
  const isOwn = createOriginCheck({ publicUrl: null, corsOrigins: [], trustProxy });
  return (request) => {
    const id = hostNameOf(`http://${ownHost(request, trustProxy) ?? ''}`);
    return id === null ? null : { id, isOwnOrigin: (origin) => isOwn(origin, request) };
  };
}

/** The name in the origin, without the port; null for an IP address and for a host that no address can contain. */
function hostNameOf(origin: string): string | null {
  if (!URL.canParse(origin)) return null;
  const { hostname } = new URL(origin);
  const address = hostname.replace(/^\[|\]$/g, '');
  return hostname === '' || isIP(address) ? null : hostname;
}
