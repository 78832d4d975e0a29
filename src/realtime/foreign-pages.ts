import type { IncomingMessage } from 'node:http';
import type { RealtimeServer } from './socket-types.js';

/**
 * Whether a request without an `Origin` may connect. A page of Parley sends none with a GET of long polling, and a program
 * that is not a browser sends none at all; both need the session too. A foreign page can make the browser send such a GET
 * with the cookie, for example as an image, and would use up the connections of its visitor.
 */
export function isOwnOrNoPage({ headers }: IncomingMessage): boolean {
  const site = headers['sec-fetch-site'];
  return site === undefined || site === 'same-origin' || site === 'none';
}

/** Engine.IO answers without the app, so its answers need the headers that keep foreign pages from loading them. */
export function hideFromForeignPages(engine: RealtimeServer['engine']): void {
  engine.on('headers', (headers: Record<string, string>) => {
    headers['Cross-Origin-Resource-Policy'] = 'same-origin';
    headers['X-Content-Type-Options'] = 'nosniff';
  });
}
