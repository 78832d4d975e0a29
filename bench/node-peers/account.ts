const PASSWORD = 'seven blue kites';

/** Creates an account on a server with open registration, and returns a token for it. */
export async function createAccount(origin: string, name: string): Promise<string> {
  const username = name.toLowerCase().replaceAll(' ', '-');
  await fetch(`${origin}/register`, {
    method: 'POST',
    headers: { origin },
    body: new URLSearchParams({ name, username, password: PASSWORD }),
    redirect: 'manual',
  });
  const reply = await fetch(`${origin}/api/v1/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password: PASSWORD }),
  });
  if (!reply.ok) throw new Error(`${name} could not log in: ${String(reply.status)}`);
  const { token } = (await reply.json()) as { token: string };
  return token;
}
