import type { IncomingMessage } from 'node:http';
import proxyAddr from 'proxy-addr';
import { addressOf } from './address-of.js';
import type { IsTrustedProxy } from './forwarded-headers.js';

/** The address of the person behind a socket's request, by the same rules as for pages. */
export function socketAddress(request: IncomingMessage, isTrusted: IsTrustedProxy): string {
  return addressOf({ ip: proxyAddr(request, isTrusted) });
}
