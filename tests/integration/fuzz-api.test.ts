import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OPERATIONS } from '../../src/controllers/api/operations.js';
import type { Operation } from '../../src/controllers/api/operations.js';
import { routesOf } from '../support/app-routes.js';
import type { HttpTarget } from '../support/fuzz/http-inputs.js';
import { tryRoutes } from '../support/fuzz/try-routes.js';
import { startServer } from '../support/start-server.js';

const targets = Object.values<Operation>(OPERATIONS).map(({ method, path, body, query }): HttpTarget => ({
  route: `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`,
  ...(body && { body }),
  ...(query && { query }),
}));

test('every route below /api is in the table of operations, which the fuzzer reads', async (t) => {
  const { app } = await startServer(t);
  const routes = routesOf(app).filter((route) => route.includes(' /api/'));
  assert.deepEqual(routes.toSorted(), targets.map(({ route }) => route).toSorted());
});

test('no input makes the API fail, leak, reach another meeting or answer what its document lacks', async (t) => {
  await tryRoutes(t, targets, { kind: 'json', inputs: 3_500 });
});
