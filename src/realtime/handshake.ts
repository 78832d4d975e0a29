import type { IncomingMessage, ServerResponse } from 'node:http';
import type { SocketUser } from './sockets.js';

/** As Express and its relatives write it. What such middleware adds to the request stays there. */
export type HandshakeMiddleware = (
  req: IncomingMessage,
  res: ServerResponse,
  next: (error?: unknown) => void,
) => void;

/** Runs middleware for a connection's first request only: the session cannot change within a connection. */
export function onHandshakeOnly(middleware: HandshakeMiddleware): HandshakeMiddleware {
  return (req, res, next) => {
    const isHandshake = !new URL(req.url ?? '/', 'http://handshake').searchParams.has('sid');
    if (isHandshake) middleware(req, res, next);
    else next();
  };
}

/** The person whom the session middleware has recognised, or null. */
export function userOf(request: IncomingMessage): SocketUser | null {
  const { user } = request as { user?: { id: unknown; name: unknown } };
  if (typeof user?.id !== 'string' || typeof user.name !== 'string') return null;
  return { id: user.id, name: user.name };
}
