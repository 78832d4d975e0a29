import type { TestServer } from './start-server.js';

const PASSWORD = 'correct horse battery';

/** Registers an account and resolves with the cookie of its session. */
export function register(server: TestServer, name: string): Promise<string> {
  return cookieOf(server, '/register', { name, username: name.toLowerCase(), password: PASSWORD });
}

/** Logs in once more, as on another device, and resolves with the cookie of the new session. */
export function logIn(server: TestServer, name: string): Promise<string> {
  return cookieOf(server, '/login', { username: name.toLowerCase(), password: PASSWORD });
}

export async function logOut(server: TestServer, cookie: string): Promise<void> {
  const response = await fetch(`${server.url}/logout`, {
    method: 'POST',
    headers: { cookie },
    redirect: 'manual',
  });
  if (response.status !== 303) throw new Error(`The server refused to log out (${response.status})`);
}

async function cookieOf(server: TestServer, path: string, form: Record<string, string>): Promise<string> {
  const body = new URLSearchParams(form);
  const response = await fetch(server.url + path, { method: 'POST', body, redirect: 'manual' });
  if (response.status !== 303) throw new Error(`The server refused ${path} (${response.status})`);
  return response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
}
