import { mkdirSync } from 'node:fs';
import { type Socket, createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { createDispatcher } from './commands.js';
import { removeExpired } from './expiry.js';
import { claimSocket, socketAddress } from './ownership.js';
import { Store, openEnvironment } from './store.js';
import { Framer, encodeReply, parseRequest } from './wire.js';

/** Opens the database in `directory` and serves it on a socket there. Rejects when another process does so. */
export async function serve(directory: string, expiryIntervalMs: number) {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const address = socketAddress(resolve(directory, 'mongo.sock'));
  const connections = new Set<Connection>();
  const path = join(directory, 'parley.mdb');
  const environment = openEnvironment(path);
  let dispatch: Dispatch | undefined = undefined;
  const server = createServer((socket) => {
    if (!dispatch) return void socket.destroy(); // somebody who only asks whether the socket is answered
    const connection = new Connection(socket, dispatch);
    connections.add(connection);
    socket.on('close', () => connections.delete(connection));
  });
  const store = await claimSocket(server, address, (work) => {
    environment.transactionSync(work);
  })
    // Only now: a Store remembers what is on disk and must be the only one.
    .then(() => new Store(environment, path))
    .catch(async (error: unknown) => {
      server.close();
      await environment.close();
      throw error;
    });
  dispatch = createDispatcher(store);
  const timer = setInterval(() => {
    removeExpired(store, Date.now()).catch((error: unknown) => {
      process.emitWarning(`embedded store: what has expired was not removed: ${String(error)}`);
    });
  }, expiryIntervalMs);

  async function close(): Promise<void> {
    clearInterval(timer);
    dispatch = undefined; // nobody new is served
    await Promise.all([...connections].map((connection) => connection.close()));
    await store.close();
    // Last, since whoever finds the socket gone takes the directory for free.
    await new Promise((done) => server.close(done));
  }
  return { address, close };
}

type Dispatch = ReturnType<typeof createDispatcher>;

let connectionCount = 0;

/** One client: its requests are carried out one after the other, in the order in which they arrived. */
class Connection {
  readonly #socket: Socket;
  readonly #closed: Promise<void>;
  #answered: Promise<void> = Promise.resolve();

  constructor(socket: Socket, dispatch: Dispatch) {
    const id = ++connectionCount;
    const framer = new Framer();
    this.#socket = socket;
    this.#closed = new Promise((resolve) => socket.once('close', () => resolve()));
    socket.on('error', () => socket.destroy()); // the client is gone; what it has sent is carried out
    socket.on('data', (chunk: Buffer) => {
      try {
        for (const request of framer.push(chunk).map(parseRequest)) {
          this.#answered = this.#answered.then(async () => {
            const reply = await dispatch(request, id);
            if (request.wantsReply && !socket.destroyed) socket.write(encodeReply(request, reply));
          });
        }
      } catch {
        socket.destroy(); // it does not speak MongoDB's protocol, and what comes next cannot be told
      }
    });
  }

  /** Takes nothing new, and answers what has arrived. */
  async close(): Promise<void> {
    this.#socket.pause();
    await this.#answered;
    this.#socket.destroySoon();
    await this.#closed;
  }
}
