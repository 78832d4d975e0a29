import { chmodSync, lstatSync, rmSync } from 'node:fs';
import { type Server, connect } from 'node:net';
import { relative } from 'node:path';

const MAX_SOCKET_PATH_BYTES = 103; // of 108 on Linux and 104 on macOS, with the final zero

/** The path by which a socket is reached: relative where the absolute one is too long. Throws when both are. */
export function socketAddress(path: string): string {
  const address = [path, relative('.', path)].find((way) => Buffer.byteLength(way) <= MAX_SOCKET_PATH_BYTES);
  if (address === undefined) {
    throw new Error(
      `The path ${path} is too long for a socket. Choose a data directory with a shorter path.`,
    );
  }
  return address;
}

/**
 * Makes the server listen at `path`, which also claims the directory: a second process finds somebody answering there
 * and is refused. A socket that nobody answers was left by a crash. `exclusively` must let one process at a time run.
 */
export async function claimSocket(server: Server, path: string, exclusively: (work: () => void) => void) {
  const claim: { found: string | null; listening: Promise<boolean> | null } = {
    found: null,
    listening: null,
  };
  // A socket that is bound but does not listen yet looks like a leftover. Both happen in one exclusive turn (`listen`
  // does them at once), so what is found in such a turn either listens already or never will.
  exclusively(() => {
    claim.found = identity(path);
  });
  if (claim.found !== null && (await isAnswered(path))) throw inUse(path);
  exclusively(() => {
    // Another process may have found the same leftover, removed it and listen there by now: that one stays.
    if (identity(path) !== claim.found) return;
    rmSync(path, { force: true });
    claim.listening = listen(server, path);
  });
  if (!(await claim.listening)) throw inUse(path);
  chmodSync(path, 0o600);
}

function inUse(path: string): Error {
  return new Error(`The data directory of ${path} is in use by another Parley process.`);
}

function identity(path: string): string | null {
  const stats = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  return stats ? `${stats.ino} ${stats.ctimeNs}` : null;
}

/** False when there is a socket already. */
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

function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', ({ code }: NodeJS.ErrnoException) => {
      resolve(code !== 'ECONNREFUSED' && code !== 'ENOENT'); // too busy to answer is not gone
    });
  });
}
