import assert from 'node:assert/strict';
import { test } from 'node:test';
import { register } from '../support/register.js';
import { startServer } from '../support/start-server.js';
import { TestPage } from '../support/test-page.js';

const TOKEN = 'a token for the monitor';

/** The values without labels, by name. */
function valuesIn(text: string): Map<string, number> {
  return new Map(
    [...text.matchAll(/^([a-z_]+) (\S+)$/gm)].map(([, name = '', value]) => [name, Number(value)]),
  );
}

test('/metrics counts calls, participants and sockets, and every line has the form that Prometheus reads', async (t) => {
  const server = await startServer(t);
  const read = async () => (await fetch(`${server.url}/metrics`)).text();
  const before = valuesIn(await read());
  assert.deepEqual(
    ['parley_calls', 'parley_participants', 'parley_sockets'].map((name) => before.get(name)),
    [0, 0, 0],
  );
  const pages = await Promise.all(
    ['Ann', 'Ben', 'Cid'].map(async (name) =>
      new TestPage(server.url, { cookie: await register(server, name) }).connected(),
    ),
  );
  t.after(() => pages.forEach((page) => page.close()));
  const [ann, ben] = pages;
  await ann?.join('abc-defg-hjk');
  await ben?.join('abc-defg-hjk');
  const text = await read();
  const after = valuesIn(text);
  assert.deepEqual(
    ['parley_calls', 'parley_participants', 'parley_sockets'].map((name) => after.get(name)),
    [1, 2, 3],
  );
  assert.ok((after.get('process_resident_memory_bytes') ?? 0) > 1e7);
  for (const line of text.trimEnd().split('\n'))
    assert.match(line, /^(?:# (?:HELP|TYPE) [a-z_]+ .+|[a-z_]+(?:\{quantile="[\d.]+"\})? \d+(?:\.\d+)?)$/);
  assert.doesNotMatch(text, /ann|abc-defg/i);
});

test('without METRICS_TOKEN, only programs on this machine may read /metrics, and no proxy for others', async (t) => {
  const { url } = await startServer(t, { settings: { TRUST_PROXY: '1' } });
  assert.equal((await fetch(`${url}/metrics`)).status, 200);
  for (const name of ['x-forwarded-for', 'forwarded', 'x-forwarded-host']) {
    const refused = await fetch(`${url}/metrics`, { headers: { [name]: '127.0.0.1' } });
    assert.equal(refused.status, 403, name);
    assert.doesNotMatch(await refused.text(), /parley_/);
  }
});

test('with METRICS_TOKEN, only programs that send it may read /metrics', async (t) => {
  const { url } = await startServer(t, { settings: { METRICS_TOKEN: TOKEN.replaceAll(' ', '-') } });
  const statusOf = async (authorization?: string) =>
    (await fetch(`${url}/metrics`, authorization === undefined ? {} : { headers: { authorization } })).status;
  assert.equal(await statusOf(`Bearer ${TOKEN.replaceAll(' ', '-')}`), 200);
  for (const wrong of [undefined, 'Bearer ', 'Bearer another-token-here', `Basic ${TOKEN}`])
    assert.equal(await statusOf(wrong), 401);
});
