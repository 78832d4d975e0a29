import { createServer as createHttpServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { Server as HttpsServer } from 'node:https';
import type { Socket } from 'node:net';
import type { Certificate } from './security/self-signed.js';

/**
 * Node.js closes a connection whose request takes longer to arrive. The longest request is a form of 16 kB. Answers, for
 * example of long polling, may take any time.
 */
const SLOWEST_REQUEST = {
  headersTimeout: 10_000,
  requestTimeout: 20_000,
  connectionsCheckingInterval: 2_000,
};
/** The first bytes, the TLS handshake, and a request over plain HTTP may each take this long. */
const HANDSHAKE_MS = 5_000;
/** The first byte of a TLS connection: a record of the handshake (RFC 8446, section 5.1). */
const TLS_HANDSHAKE = 0x16;

export interface WebServer {
  readonly server: Server;
  /** Connections that are opened from now on use this certificate. Only for a server that has one. */
  renew(certificate: Certificate): void;
}

/** Serves HTTPS with the certificate, and plain HTTP without one. Does not listen yet. */
export function createWebServer(app: RequestListener, certificate: Certificate | null): WebServer {
  if (certificate === null) return { server: createHttpServer(SLOWEST_REQUEST, app), renew: () => {} };
  const server = createHttpsServer(
    { ...SLOWEST_REQUEST, ...certificate, handshakeTimeout: HANDSHAKE_MS, minVersion: 'TLSv1.2' },
    app,
  );
  answerPlainHttp(server);
  return {
    server,
    renew(next) {
      server.setSecureContext({ ...next, minVersion: 'TLSv1.2' });
    },
  };
}

/**
 * Lets people who open the address with http:// arrive at the page with https://, on the same port. Looks at the first byte
 * of each connection, and hands all connections of TLS to the server untouched.
 */
function answerPlainHttp(server: HttpsServer): void {
  const startTls = server.listeners('connection') as ((this: HttpsServer, socket: Socket) => void)[];
  const plain = createHttpServer(redirectToHttps);
  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => {
    const limit = setTimeout(() => socket.destroy(), HANDSHAKE_MS);
    const stop = () => {
      clearTimeout(limit);
    };
    socket.once('close', stop);
    socket.once('error', () => socket.destroy());
    socket.once('readable', () => {
      const first = socket.read() as Buffer | null;
      if (first === null) return void socket.destroy(); // the other side has closed the connection
      socket.unshift(first);
      if (first[0] !== TLS_HANDSHAKE) return void plain.emit('connection', socket);
      stop();
      for (const start of startTls) start.call(server, socket);
    });
  });
}

const redirectToHttps: RequestListener = ({ headers: { host = '' }, url = '' }, response) => {
  const isOwn = /^[\w.:[\]-]+$/.test(host) && url.startsWith('/');
  response.writeHead(isOwn ? 307 : 400, {
    'Cache-Control': 'no-store',
    Connection: 'close',
    'Content-Type': 'text/plain',
    ...(isOwn && { Location: `https://${host}${url}` }),
  });
  response.end('This server speaks HTTPS. Open its address with https:// at the start.\n');
};
