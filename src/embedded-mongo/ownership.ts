import { chmodSync, lstatSync, rmSync } from 'node:fs';
import { type Server, connect } from 'node:net';
import { relative } from 'node:path';

/** The name of the socket in the directory of the database. */
export const SOCKET = 'mongo.sock';
const MAX_SOCKET_PATH_BYTES = 103; // the limit is 108 on Linux and 104 on macOS, including the final zero byte

/** The path of a socket, relative to the working directory if `path` is too long. Throws if both are too long. */
export function socketAddress(path: string): string {
  const address = [path, relative('.', path)].find(
    (candidate) => Buffer.byteLength(candidate) <= MAX_SOCKET_PATH_BYTES,
  );
  if (address === undefined) {
    throw new Error(
      `The path ${path} is too long for a socket. Choose a data directory with a shorter path.`,
    );
  }
  return address;
}

/**
 * Makes the server listen at `path`, which also claims the directory: the function rejects in a second process because
 * the socket has a listener. A socket without a listener is stale: a crashed process left it, and the function replaces
 * it. `exclusively` must run its argument in only one process at a time.
 */
export async function claimSocket(server: Server, path: string, exclusively: (work: () => void) => void) {
  const claim: { found: string | null; listening: Promise<boolean> | null } = {
    found: null,
    listening: null,
  };
  // A socket that is bound but does not listen yet looks stale. `server.listen` does both in one call, and only inside
  // an exclusive section, so a socket found inside such a section either listens already or never will.
  exclusively(() => {
    claim.found = identity(path);
  });
  if (claim.found !== null && (await hasListener(path))) throw inUseError(path);
  exclusively(() => {
    // Another process may have replaced the same stale socket in the meantime. Then its socket stays.
    if (identity(path) !== claim.found) return;
    rmSync(path, { force: true });
    claim.listening = listen(server, path);
  });
  if (!(await claim.listening)) throw inUseError(path);
  chmodSync(path, 0o600);
}

function inUseError(path: string): Error {
  return new Error(`The data directory of ${path} is in use by another Parley process.`);
}

function identity(path: string): string | null {
  const stats = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  return stats ? `${stats.ino} ${stats.ctimeNs}` : null;
}

/** Resolves to false if a socket exists there already. */
function listen(server: Server, path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(false);
      else reject(error);
    };
    server.once('error', onError);
    server.listen(path, () => {
      server.off('error', onError);
      resolve(true);
    });
  });
}

/** Whether a process listens at `path`. True also if its answer does not tell, for example because it is too busy. */
export function hasListener(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', ({ code }: NodeJS.ErrnoException) => {
      resolve(code !== 'ECONNREFUSED' && code !== 'ENOENT'); // any other error: the listener exists, but is too busy
    });
  });
}
