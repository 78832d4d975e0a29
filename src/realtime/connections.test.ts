import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { test } from 'node:test';
import { Connections } from './connections.js';
import type { Connection, Identity } from './connections.js';

/** Connections of one session, which `end` ends. `reads` counts how often it was read. */
function setUp() {
  const identity: Identity = {
    sessionId: 'session',
    user: { id: 'ann', name: 'Ann', username: 'ann' },
    address: '127.0.0.1',
  };
  const session = { reads: 0, hasEnded: false };
  const connections = new Connections(() => {
    session.reads += 1;
    return Promise.resolve(session.hasEnded ? null : identity);
  });
  const request = { socket: new EventEmitter(), url: '/', headers: {} } as unknown as IncomingMessage;
  const connection = Object.assign(new EventEmitter(), { request, readyState: 'open' });
  return {
    connections,
    session,
    request,
    connection: connection as unknown as Connection,
    end() {
      session.hasEnded = true;
      connections.noteEnded();
    },
  };
}

test('a page that joins the namespace after its handshake has its session read once', async () => {
  const { connections, connection, request, session } = setUp();
  assert.equal(await connections.mayOpen(request), true);
  connections.add(connection);
  assert.equal((await connections.identify(connection))?.user.id, 'ann');
  assert.equal(session.reads, 1);
});

test('a session that ends between the handshake and the namespace is refused', async () => {
  const { connections, connection, request, end } = setUp();
  await connections.mayOpen(request);
  end();
  connections.add(connection);
  assert.equal(await connections.identify(connection), null);
});

test('a session that ends while the handshake reads it is refused', async () => {
  const { connections, connection, request, end } = setUp();
  const opening = connections.mayOpen(request);
  end();
  await opening;
  connections.add(connection);
  assert.equal(await connections.identify(connection), null);
});

test('a connection that joins the namespace again has its session read again', async () => {
  const { connections, connection, request, session } = setUp();
  await connections.mayOpen(request);
  connections.add(connection);
  await connections.identify(connection);
  session.hasEnded = true;
  assert.equal(await connections.identify(connection), null);
});

test('a token is read, whatever the handshake has found', async () => {
  const { connections, connection, request, session } = setUp();
  await connections.mayOpen(request);
  connections.add(connection);
  await connections.identify(connection, 'token');
  assert.equal(session.reads, 2);
});

test('a handshake that is long over is read again', async (t) => {
  const { connections, connection, request, session } = setUp();
  await connections.mayOpen(request);
  connections.add(connection);
  t.mock.method(performance, 'now', () => Number.MAX_SAFE_INTEGER);
  await connections.identify(connection);
  assert.equal(session.reads, 2);
});
