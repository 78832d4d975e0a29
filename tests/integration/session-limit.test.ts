import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logIn, logOut, register } from '../support/register.js';
import { startServer } from '../support/start-server.js';
import type { TestServer } from '../support/start-server.js';

const SESSIONS_MAX = 20;

async function isOpen(server: TestServer, cookie: string): Promise<boolean> {
  return (await fetch(`${server.url}/home`, { headers: { cookie }, redirect: 'manual' })).status === 200;
}

test('a person has at most twenty sessions: the oldest one ends', async (t) => {
  const server = await startServer(t);
  const bob = await register(server, 'Bob');
  const cookies = [await register(server, 'Ann')];
  while (cookies.length < SESSIONS_MAX) cookies.push(await logIn(server, 'Ann'));
  assert.ok(await isOpen(server, cookies[0] ?? ''));
  cookies.push(await logIn(server, 'Ann'));
  const open = await Promise.all(cookies.map((cookie) => isOpen(server, cookie)));
  assert.deepEqual(
    open,
    cookies.map((_, i) => i > 0),
  );
  assert.ok(await isOpen(server, bob), 'sessions of another person stay');
});

test('sessions that have ended make room for new ones', async (t) => {
  const server = await startServer(t);
  const first = await register(server, 'Ann');
  for (let i = 0; i < SESSIONS_MAX + 5; i += 1) await logOut(server, await logIn(server, 'Ann'));
  assert.ok(await isOpen(server, first));
});
