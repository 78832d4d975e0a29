import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { startServer } from '../support/start-server.js';

/** Longer than the server waits for a request, with the time between two of its checks. */
const PATIENCE_MS = 40_000;

const PARTS: [what: string, part: string][] = [
  ['sends nothing', ''],
  ['stops in the middle of its headers', 'POST /join HTTP/1.1\r\nHost: localhost\r\nX-Slow: '],
  [
    'stops in the middle of its form',
    'POST /join HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 900\r\n\r\ncode=',
  ],
];

test('a client that sends a request too slowly is cut off, and disturbs nobody before that', async (t) => {
  const server = await startServer(t);
  const { hostname, port } = new URL(server.url);
  const open = (part: string) => {
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined);
    if (part) socket.write(part);
    socket.resume();
    return { socket, closed: once(socket, 'close', { signal: AbortSignal.timeout(PATIENCE_MS) }) };
  };
  const slow = PARTS.flatMap(([what, part]) => Array.from({ length: 50 }, () => ({ what, ...open(part) })));
  await server.visitor().get('/login').expect(200);
  for (const { what, closed } of slow) await assert.doesNotReject(closed, `a client that ${what}`);
  await server.visitor().get('/login').expect(200);
});
