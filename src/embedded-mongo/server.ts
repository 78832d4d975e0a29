import { mkdirSync, statSync } from 'node:fs';
import { type Socket, createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { createDispatcher } from './dispatcher.js';
import { removeExpired } from './expiry.js';
import { claimSocket, SOCKET, socketAddress } from './ownership.js';
import { finishReplacement } from './replacement.js';
import { Storage, openEnvironment } from './storage.js';
import { Framer, encodeReply, parseRequest } from './wire.js';

/** Opens the database in `directory` and serves it on a socket there. Rejects if another process already does. */
export async function serve(directory: string, expiryIntervalMs: number) {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const address = socketAddress(resolve(directory, SOCKET));
  const connections = new Set<Connection>();
  const path = join(directory, 'parley.mdb');
  const before = statSync(path, { throwIfNoEntry: false })?.ino;
  let environment = openEnvironment(path);
  let dispatch: Dispatch | undefined = undefined;
  const server = createServer((socket) => {
    if (!dispatch) return void socket.destroy(); // not open: another process may be checking for a listener
    const connection = new Connection(socket, dispatch);
    connections.add(connection);
    socket.on('close', () => connections.delete(connection));
  });
  const storage = await claimSocket(server, address, (work) => {
    environment.transactionSync(work);
  })
    .then(async () => {
      // Before the claim, a restore may have replaced the file, or a crash may have interrupted one.
      if (finishReplacement(directory) || statSync(path).ino !== before) {
        await environment.close();
        environment = openEnvironment(path);
      }
      // Created only after the claim: a Storage caches the catalog in memory, so a second one would read stale data.
      return new Storage(environment, path);
    })
    .catch(async (error: unknown) => {
      server.close();
      await environment.close();
      throw error;
    });
  dispatch = createDispatcher(storage);
  const closing = new AbortController();
  let expiry: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    environment.readerCheck(); // a snapshot whose process was killed would keep its pages for ever
    expiry = expiry
      .then(() => removeExpired(storage, Date.now(), closing.signal))
      .catch((error: unknown) => {
        process.emitWarning(`The embedded database could not remove expired documents: ${String(error)}`);
      });
  }, expiryIntervalMs);

  async function close(): Promise<void> {
    clearInterval(timer);
    closing.abort();
    await expiry;
    dispatch = undefined; // refuses new connections
    await Promise.all([...connections].map((connection) => connection.close()));
    await storage.close();
    // Last, because without the socket another process may claim the directory.
    await new Promise((done) => server.close(done));
  }
  return { address, close };
}

type Dispatch = ReturnType<typeof createDispatcher>;

let connectionCount = 0;

/** The connection of one client. Runs its requests one after the other, in order of arrival. */
class Connection {
  readonly #socket: Socket;
  readonly #closed: Promise<void>;
  #lastReply: Promise<void> = Promise.resolve();

  constructor(socket: Socket, dispatch: Dispatch) {
    const id = ++connectionCount;
    const framer = new Framer();
    this.#socket = socket;
    this.#closed = new Promise((resolve) => socket.once('close', () => resolve()));
    socket.on('error', () => socket.destroy()); // the client is gone; the requests that it sent still run
    socket.on('data', (chunk: Buffer) => {
      try {
        for (const request of framer.push(chunk).map(parseRequest)) {
          this.#lastReply = this.#lastReply.then(async () => {
            const reply = await dispatch(request, id);
            if (request.wantsReply && !socket.destroyed) socket.write(encodeReply(request, reply));
          });
        }
      } catch {
        socket.destroy(); // the client does not speak MongoDB's protocol, so message boundaries are unknown
      }
    });
  }

  /** Reads no further requests, answers those that have arrived, and closes the socket. */
  async close(): Promise<void> {
    this.#socket.pause();
    await this.#lastReply;
    this.#socket.destroySoon();
    await this.#closed;
  }
}
