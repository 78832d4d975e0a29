// The entry file of the server: reads the settings, opens the database, composes Parley and listens on a port.
// If the start fails, the process prints the reason without a stack and exits with code 1.
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loadAssets } from './assets.js';
import { followCertificate, loadCertificate } from './certificates.js';
import { composeParley } from './compose.js';
import type { Parley } from './compose.js';
import { loadConfig, readEnvironment } from './config.js';
import type { Config, Tls } from './config.js';
import { openDatabase } from './database.js';
import type { Database } from './database.js';
import { reasonOf } from './failure.js';
import { createLog, outline, print, printError } from './logging/log.js';
import type { Log } from './logging/log.js';
import { loadOrCreateSecret } from './security/secrets.js';
import type { Certificate } from './security/self-signed.js';
import { addressesOf, selfSignedLines } from './start-messages.js';

/** During a planned stop, running requests have this long to finish. */
const FINISH_MS = 3_000;
/** A planned stop that takes longer than this ends with exit code 1. */
const STOP_MS = 8_000;

try {
  await start(loadConfig(readEnvironment()));
} catch (error) {
  printError(`Parley cannot start. ${reasonOf(error)}`);
  process.exit(1);
}

async function start(config: Config): Promise<void> {
  const log = createLog(config.logLevel);
  endOnBugs(log);
  const asset = loadAssets();
  const database = await openDatabase({
    mongodbUri: config.mongodbUri ?? undefined,
    dataDir: config.dataDir,
    onFailure(error) {
      log.error(`the embedded database failed ${outline(error)}`);
      printError(
        'Parley is stopping because the embedded database failed. The log shows the error. Start Parley again.',
      );
      process.exit(1);
    },
  });
  // After the database, because opening it may finish a restore that was interrupted, and the secret is a part of that.
  const secret = config.sessionSecret ?? loadOrCreateSecret(config.dataDir);
  const { tls } = config;
  const certificate = tls && (await loadCertificate(tls, config));
  const parley = await composeParley({ config, database, secret, asset, log, certificate });
  if (tls && certificate) renewOnChange(parley, { tls, certificate, config, log });
  await listen(parley.server, config);
  stopOnSignals(parley, database);
  const addresses = addressesOf(config, (parley.server.address() as AddressInfo).port);
  const address = addresses.main;
  print(`Parley is at ${address}`);
  if (tls?.kind === 'self-signed') {
    for (const line of selfSignedLines(addresses, { isTerminal: process.stdout.isTTY })) print(line);
  }
  print(`Parley stores its data in ${database.description}`);
  if (parley.adminToken !== null) {
    print(
      `Open this link to become the administrator. It works once, for 24 hours: ${address}/admin/claim?token=${parley.adminToken}`,
    );
  }
}

/**
 * Ends the process on an error that nothing caught, because the state in memory may be wrong after it. Acknowledged
 * writes are in the database, and the pages rejoin their calls on the next process.
 */
function endOnBugs(log: Log): void {
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      log.error(`${event} ${outline(error)}`);
      process.exit(1);
    });
  }
}

async function listen(server: Server, { port, host }: Config): Promise<void> {
  server.listen({ port, ...(host !== null && { host }) });
  await once(server, 'listening');
}

function renewOnChange(
  parley: Parley,
  { tls, certificate, config, log }: { tls: Tls; certificate: Certificate; config: Config; log: Log },
): void {
  followCertificate({
    load: () => loadCertificate(tls, config),
    current: certificate,
    onChange(next) {
      parley.renewCertificate(next);
      log.info('using a new certificate');
    },
    onFailure(error) {
      log.error(`cannot use the new certificate and keeps the old one. ${reasonOf(error)}`);
    },
  });
}

function stopOnSignals(parley: Parley, database: Database): void {
  let isStopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (isStopping) process.exit(1); // a second signal stops at once
      isStopping = true;
      setTimeout(() => process.exit(1), STOP_MS).unref();
      stop(parley, database).then(
        () => process.exit(0),
        (error: unknown) => {
          printError(`Parley did not stop cleanly: ${outline(error)}`);
          process.exit(1);
        },
      );
    });
  }
}

/**
 * Announces the stop to every page, accepts no new connections and closes the sockets. Running requests may finish. The
 * database closes last. Media between the pages keep flowing.
 */
async function stop(parley: Parley, database: Database): Promise<void> {
  print('Parley is stopping.');
  const { server } = parley;
  parley.drain();
  const closed = once(server, 'close');
  server.close();
  await parley.close();
  setTimeout(() => {
    server.closeAllConnections();
  }, FINISH_MS).unref();
  await closed;
  await database.close();
}
