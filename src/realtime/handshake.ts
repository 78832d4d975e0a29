import type { IncomingMessage, ServerResponse } from 'node:http';
import type { SocketUser } from './socket-types.js';

/** Middleware of Express or Connect. It may add properties to the request, and they stay on it. */
export type HandshakeMiddleware = (
  req: IncomingMessage,
  res: ServerResponse,
  next: (error?: unknown) => void,
) => void;

/** Runs the middleware for the first request of a connection only: a connection keeps the session it began with. */
export function onHandshakeOnly(middleware: HandshakeMiddleware): HandshakeMiddleware {
  return (req, res, next) => {
    const isHandshake = !new URL(req.url ?? '/', 'http://handshake').searchParams.has('sid');
    if (isHandshake) middleware(req, res, next);
    else next();
  };
}

/** The user that the session middleware has put on the request, or null. */
export function userOf(request: IncomingMessage): SocketUser | null {
  const { user } = request as { user?: { id: unknown; name: unknown } };
  if (typeof user?.id !== 'string' || typeof user.name !== 'string') return null;
  return { id: user.id, name: user.name };
}
