import { isIP } from 'node:net';
import type { Request } from 'express';

/**
 * The address of the person: the one of the connection, or the one that a trusted proxy has forwarded, without the port
 * that some proxies append. `unknown` if it is not an IP address, so that a forwarded text can neither fill the memory
 * nor forge a line of the log.
 */
export function addressOf({ ip = '' }: Pick<Request, 'ip'>): string {
  if (isIP(ip)) return ip;
  const bare = /^\[?([\da-f.:]+)\]?:\d+$/i.exec(ip)?.[1] ?? '';
  return isIP(bare) ? bare : 'unknown';
}
