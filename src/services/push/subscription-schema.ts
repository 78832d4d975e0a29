import { ECDH } from 'node:crypto';
import { isIP } from 'node:net';
import { z } from 'zod';

/** Endpoints have about 200 characters, in some browsers 500. */
const ENDPOINT_MAX = 1_024;
/** An uncompressed point on P-256: 65 bytes. */
const P256DH_CHARACTERS = 87;
/** 16 bytes (RFC 8291, section 3.2). */
const AUTH_CHARACTERS = 22;

/** What a browser tells about its subscription. Parley sends requests to the endpoint, so it accepts no other address. */
export const PushSubscriptionForm = z.object({
  endpoint: z.string().max(ENDPOINT_MAX).refine(isEndpoint),
  p256dh: base64url(P256DH_CHARACTERS).refine(isPoint),
  auth: base64url(AUTH_CHARACTERS),
});

/** Whether this can be the address of a push service: HTTPS at the standard port of a host with a domain name. */
function isEndpoint(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol !== 'https:') return false;
  const { hostname, port, username, password } = url;
  // The URL parser has turned forms like 0x7f.1 into 127.0.0.1, and writes IPv6 addresses in brackets.
  const isName = isIP(hostname) === 0 && !hostname.startsWith('[') && /[^.]\.[^.]/.test(hostname);
  return isName && `${port}${username}${password}` === '';
}

function base64url(characters: number) {
  return z
    .string()
    .max(characters + 2)
    .transform((text) => text.replace(/=+$/, ''))
    .pipe(
      z
        .string()
        .length(characters)
        .regex(/^[\w-]+$/),
    );
}

function isPoint(key: string): boolean {
  try {
    ECDH.convertKey(key, 'prime256v1', 'base64url');
    return true;
  } catch {
    return false; // not on the curve
  }
}
