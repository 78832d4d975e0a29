import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { loadAssets } from '../../src/assets.js';
import { composeParley } from '../../src/compose.js';
import { loadConfig } from '../../src/config.js';
import { openDatabase } from '../../src/database.js';
import { createLog } from '../../src/logging/log.js';
import { temporaryDirectory } from './temporary-directory.js';

export interface OneOfTwo {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts two servers on one database, as behind a load balancer. Both stop when the test ends. */
export async function startTwoServers(t: TestContext): Promise<[OneOfTwo, OneOfTwo]> {
  const database = await openDatabase({ mongodbUri: undefined, dataDir: await temporaryDirectory(t) });
  const start = async (): Promise<OneOfTwo> => {
    const parley = await composeParley({
      config: loadConfig({}),
      database: { ...database, isExclusive: false },
      secret: 'the secret of the tests',
      asset: loadAssets(),
      log: createLog('error', () => undefined),
      bcryptCost: 4,
    });
    parley.server.listen(0, '127.0.0.1');
    await once(parley.server, 'listening');
    let closing: Promise<void> | null = null;
    return {
      url: `http://127.0.0.1:${(parley.server.address() as AddressInfo).port}`,
      close() {
        closing ??= parley.close().then(() => {
          parley.server.close();
          parley.server.closeAllConnections();
        });
        return closing;
      },
    };
  };
  const servers: [OneOfTwo, OneOfTwo] = [await start(), await start()];
  t.after(async () => {
    for (const server of servers) await server.close();
    await database.close();
  });
  return servers;
}
