import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import type { Express } from 'express';
import { agent } from 'supertest';
import type TestAgent from 'supertest/lib/agent.js';
import { loadAssets } from '../../src/assets.js';
import { composeParley } from '../../src/compose.js';
import type { Parley, ParleyOptions } from '../../src/compose.js';
import { loadConfig } from '../../src/config.js';
import type { Environment } from '../../src/config.js';
import { createLog } from '../../src/logging/log.js';
import { openDatabase } from '../../src/database.js';
import { temporaryDirectory } from './temporary-directory.js';

export interface TestServer {
  readonly url: string;
  readonly app: Express;
  /** Every line of the log so far. */
  readonly lines: string[];
  /** The token of the link for the first administrator. */
  readonly adminToken: string | null;
  readonly sendAwayNotice: Parley['sendAwayNotice'];
  /** An HTTP client that keeps its cookies and has no account. */
  visitor(): TestAgent;
  /** An HTTP client that has registered a new account and is logged in. */
  member(account?: Partial<typeof ANN>): Promise<TestAgent>;
  /** Announces the stop of the server, as a signal does. */
  drain(): void;
  close(): Promise<void>;
}

export const ANN = { name: 'Ann', username: 'ann', password: 'correct horse battery' };

export interface ServerOptions extends Partial<
  Pick<
    ParleyOptions,
    'now' | 'bcryptCost' | 'sessionCheckMs' | 'pushTransport' | 'ringGraceMs' | 'sendAwayNotice'
  >
> {
  settings?: Environment;
  dataDir?: string;
}

/**
 * Starts the whole server in this process, on a free port and with an empty database: the embedded one, or a new database
 * on the MongoDB that TEST_MONGODB_URI names. Start one at a time, because mongoose has one connection. The server stops
 * when the test ends.
 */
export async function startServer(
  t: TestContext,
  {
    settings = {},
    dataDir,
    bcryptCost = 4,
    now = Date.now,
    sessionCheckMs,
    pushTransport,
    ...rings
  }: ServerOptions = {},
): Promise<TestServer> {
  const config = loadConfig({ LOG_LEVEL: 'debug', ...settings });
  const directory = dataDir ?? (await temporaryDirectory(t));
  const database = await openDatabase({ mongodbUri: freshDatabase(), dataDir: directory });
  const lines: string[] = [];
  const parley = await composeParley({
    config,
    database,
    secret: 'the secret of the tests',
    asset: loadAssets(),
    log: createLog(config.logLevel, (line) => lines.push(line)),
    bcryptCost,
    now,
    ...rings,
    ...(sessionCheckMs !== undefined && { sessionCheckMs }),
    // No test may send anything to a host outside.
    pushTransport: pushTransport ?? (() => Promise.reject(new Error('There is no push service.'))),
  });
  parley.server.listen(0, '127.0.0.1');
  await once(parley.server, 'listening');
  const url = `http://127.0.0.1:${(parley.server.address() as AddressInfo).port}`;

  let closing: Promise<void> | null = null;
  async function close(): Promise<void> {
    await parley.close();
    parley.server.close();
    parley.server.closeAllConnections();
    if (process.env['TEST_MONGODB_URI']) await database.client.db().dropDatabase();
    await database.close();
  }
  const closeOnce = () => (closing ??= close());
  t.after(closeOnce);

  const visitor = () => agent(url);
  return {
    url,
    app: parley.app,
    lines,
    adminToken: parley.adminToken,
    sendAwayNotice: parley.sendAwayNotice,
    visitor,
    async member(account = {}) {
      const member = visitor();
      const { status, text } = await member
        .post('/register')
        .type('form')
        .send({ ...ANN, ...account });
      if (status !== 303) throw new Error(`The server refused to register an account (${status}): ${text}`);
      return member;
    },
    drain: () => {
      parley.drain();
    },
    close: closeOnce,
  };
}

function freshDatabase(): string | undefined {
  const uri = process.env['TEST_MONGODB_URI'];
  if (!uri) return undefined;
  const url = new URL(uri);
  url.pathname = `/parley-test-${randomUUID().slice(0, 8)}`;
  return url.href;
}
