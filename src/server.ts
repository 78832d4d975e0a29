// The process: settings, store, services, sockets and pages, a port. Ends with one sentence when it cannot start.
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loadAssets } from './assets.js';
import { composeParley } from './compose.js';
import type { Parley } from './compose.js';
import { ConfigError, loadConfig, readEnvironment } from './config.js';
import type { Config } from './config.js';
import { createLog, outline, tell, tellProblem } from './log.js';
import type { Log } from './log.js';
import { keptSecret } from './secrets.js';
import { openStore } from './store/open-store.js';
import type { OpenedStore } from './store/open-store.js';

/** What is being answered may take this long to finish. */
const FINISH_MS = 3_000;
/** After this a stop that hangs is over all the same. */
const STOP_MS = 8_000;

try {
  await start(loadConfig(readEnvironment()));
} catch (error) {
  tellProblem(`Parley cannot start. ${reasonOf(error)}`);
  process.exit(1);
}

async function start(config: Config): Promise<void> {
  const log = createLog(config.logLevel);
  endOnBugs(log);
  const asset = loadAssets();
  const secret = config.sessionSecret ?? keptSecret(config.dataDir);
  const store = await openStore({
    mongodbUri: config.mongodbUri ?? undefined,
    dataDir: config.dataDir,
    onFailure(error) {
      log.error(`the store is gone ${outline(error)}`);
      tellProblem('Parley stops: its store has failed. Start it again; the log above says where it broke.');
      process.exit(1);
    },
  });
  const parley = await composeParley({ config, store, secret, asset, log });
  await listen(parley.server, config);
  stopOnSignals(parley, store);
  tell(`Parley is at ${addressOf(parley.server, config)}`);
  tell(`Its data are in ${store.description}`);
}

/** Nobody knows what state a bug has left behind: what is stored is safe, and a fresh process takes the calls up again. */
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

function addressOf(server: Server, { publicUrl, host }: Config): string {
  const { port } = server.address() as AddressInfo;
  const everywhere = host === null || host === '0.0.0.0' || host === '::';
  const name = everywhere ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return publicUrl ?? `http://${name}:${port}`;
}

function stopOnSignals(parley: Parley, store: OpenedStore): void {
  let isStopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (isStopping) process.exit(1); // asked twice: at once
      isStopping = true;
      setTimeout(() => process.exit(1), STOP_MS).unref();
      stop(parley, store).then(
        () => process.exit(0),
        (error: unknown) => {
          tellProblem(`Parley did not stop cleanly: ${outline(error)}`);
          process.exit(1);
        },
      );
    });
  }
}

/** The pages in a call are told first, and keep their pictures; then nothing new is taken, and what runs may finish. */
async function stop({ server, realtime }: Parley, store: OpenedStore): Promise<void> {
  tell('Parley stops.');
  realtime.drain();
  const closed = once(server, 'close');
  server.close();
  await realtime.close();
  setTimeout(() => {
    server.closeAllConnections();
  }, FINISH_MS).unref();
  await closed;
  await store.close();
}

function reasonOf(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  if (!(error instanceof Error)) return 'The reason is not known.';
  const { code, syscall, path, address, port } = error as NodeJS.ErrnoException & {
    address?: string;
    port?: number;
  };
  if (syscall === 'listen' || syscall === 'getaddrinfo') return listenProblem(code, address, port);
  if (syscall !== undefined && path !== undefined) {
    return `The data directory cannot be used: ${path} answers ${code ?? 'with an error'}. Set DATA_DIR to a folder that can be written.`;
  }
  const cause = error.cause instanceof Error ? ` (${error.cause.message})` : '';
  return `${error.message}${cause}`;
}

function listenProblem(code = 'an error', address = 'HOST', port = 0): string {
  if (code === 'EADDRINUSE')
    return `Port ${port} is used by another program. Stop that one, or set PORT to another.`;
  if (code === 'EACCES') return `Port ${port} is not open to this account. Set PORT to one above 1023.`;
  return `It cannot listen on ${address}: ${code}. Set HOST to an address of this machine.`;
}
