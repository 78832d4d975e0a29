import assert from 'node:assert/strict';
import { test } from 'node:test';
import { routesOf } from '../support/app-routes.js';
import { PAGES } from '../support/fuzz/page-targets.js';
import { tryRoutes } from '../support/fuzz/try-routes.js';
import { startServer } from '../support/start-server.js';

test('the fuzzer knows the input of every page', async (t) => {
  const { app } = await startServer(t);
  const pages = routesOf(app).filter((route) => !route.includes(' /api/'));
  assert.deepEqual(pages.toSorted(), Object.keys(PAGES).toSorted(), 'see tests/support/fuzz/page-targets.ts');
});

test('no input makes a page fail, leak or reach another meeting', async (t) => {
  const targets = Object.entries(PAGES).map(([route, schemas]) => ({ route, ...schemas }));
  await tryRoutes(t, targets, { kind: 'form', inputs: 3_500 });
});
