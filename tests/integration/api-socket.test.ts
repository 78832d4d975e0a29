import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import mongoose from 'mongoose';
import { callApi, tokenFor } from '../support/api-client.js';
import { startServer } from '../support/start-server.js';
import { TestPage } from '../support/test-page.js';
import type { PageOptions } from '../support/test-page.js';

const CODE = 'abc-defg-hjk';

async function start(t: TestContext) {
  const server = await startServer(t);
  await server.member();
  const connect = (options: PageOptions) => {
    const page = new TestPage(server.url, options);
    t.after(() => {
      page.close();
    });
    return page.connected();
  };
  return { ...server, connect };
}

test('a program with a token joins a call, and logging out with the token ends its connection', async (t) => {
  const { url, connect } = await start(t);
  const [token, other] = [await tokenFor(url), await tokenFor(url)];
  const page = await connect({ authorization: `Bearer ${token}` });
  const rest = await connect({ authorization: `Bearer ${other}` });
  const { roster } = await page.join(CODE);
  assert.deepEqual(
    roster.map(({ name }) => name),
    ['Ann'],
  );
  const ended = page.ended();
  assert.equal((await callApi(url, 'post', '/logout', { token })).status, 204);
  await ended;
  await rest.join(CODE);
});

test('an invalid token and a token without the scope write are refused at the socket, whatever the cookie', async (t) => {
  const { url, connect, visitor } = await start(t);
  const { headers } = await visitor()
    .post('/login')
    .type('form')
    .send({ username: 'ann', password: 'correct horse battery' });
  const cookie = String((headers['set-cookie'] as unknown as string[])[0]).split(';')[0] ?? '';
  await (await connect({ cookie })).join(CODE);
  const token = await tokenFor(url);
  await mongoose.connection.collection('apitokens').updateOne({}, { $set: { scopes: ['read'] } });
  for (const authorization of ['Bearer nonsense', `Bearer ${token}`]) {
    await assert.rejects(connect({ cookie, authorization }), { message: 'unauthorized' });
  }
});
