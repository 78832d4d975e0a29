import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readlinkSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

// A root folder for programs, as a container would have it, from the programs of this machine: a mount namespace and a
// change of the root, without a container engine.

/** The user `node` of the official image. */
export const NODE_USER = 1000;

const SYSTEM = ['usr', 'bin', 'sbin', 'lib', 'lib32', 'lib64'];
const ETC = ['resolv.conf', 'hosts', 'nsswitch.conf', 'ld.so.cache', 'os-release'];

/** Why this machine cannot run programs in another root; null if it can. */
export function imageRootProblem(): string | null {
  if (process.platform !== 'linux') return 'it needs Linux';
  if (process.getuid?.() !== 0) return 'it needs root';
  const { status } = spawnSync('unshare', [
    '--mount',
    'sh',
    '-c',
    'command -v chroot setpriv && mount -t tmpfs none /mnt',
  ]);
  return status === 0 ? null : 'this system allows no mount namespaces';
}

export interface RunOptions {
  readonly cwd: string;
  readonly env: Record<string, string>;
}

export class ImageRoot {
  readonly folder: string;

  /** @param folder an empty folder */
  constructor(folder: string) {
    this.folder = folder;
    for (const name of SYSTEM.filter((one) => existsSync(`/${one}`))) {
      if (lstatSync(`/${name}`).isSymbolicLink()) symlinkSync(readlinkSync(`/${name}`), join(folder, name));
      else mkdirSync(join(folder, name));
    }
    for (const name of ['etc/ssl', 'proc', 'dev', 'tmp', 'root'])
      mkdirSync(join(folder, name), { recursive: true });
    for (const name of ETC.filter((one) => existsSync(`/etc/${one}`)))
      copyFileSync(`/etc/${name}`, join(folder, 'etc', name));
    writeFileSync(
      join(folder, 'etc/passwd'),
      `root:x:0:0::/root:/bin/sh\nnode:x:${NODE_USER}:${NODE_USER}::/tmp:/bin/sh\n`,
    );
    writeFileSync(join(folder, 'etc/group'), `root:x:0:\nnode:x:${NODE_USER}:\n`);
    const node = nodeFolder();
    if (node !== null) mkdirSync(join(folder, node), { recursive: true });
  }

  /** Runs a command of the shell as root, with a writable file system. Throws with its output if it fails. */
  run(command: string, { cwd, env }: RunOptions): void {
    execFileSync(
      'unshare',
      this.#arguments({ writable: ['/'], user: null, cwd, command: ['sh', '-ec', command] }),
      {
        env: { PATH: path(), HOME: '/root', ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
        maxBuffer: 64 * 1024 * 1024,
      },
    );
  }

  /** Starts a program without any rights, and with a file system that is read-only except for `writable` and /tmp. */
  start(command: string[], { cwd, env, writable }: RunOptions & { writable: string[] }): ChildProcess {
    return spawn('unshare', this.#arguments({ writable, user: NODE_USER, cwd, command }), {
      env: { PATH: path(), HOME: '/tmp', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  /** The mounts are gone when the program ends, however it ends, because they are in its own namespace. */
  #arguments(options: { writable: string[]; user: number | null; cwd: string; command: string[] }): string[] {
    const { writable, user, cwd, command } = options;
    const root = this.folder;
    const node = nodeFolder();
    const shared = [...SYSTEM, 'etc/ssl', ...(node === null ? [] : [node.slice(1)])].filter(
      (name) => existsSync(`/${name}`) && !lstatSync(`/${name}`).isSymbolicLink(),
    );
    const isWritable = writable.includes('/');
    const mounts = [
      `mount --bind ${root} ${root}`,
      ...shared.map(
        (name) => `mount --bind /${name} ${root}/${name} && mount -o remount,bind,ro ${root}/${name}`,
      ),
      `mount --rbind /dev ${root}/dev`,
      `mount --rbind /proc ${root}/proc`,
      `mount -t tmpfs -o mode=1777 tmpfs ${root}/tmp`,
      ...(isWritable ? [] : writable.map((name) => `mount --bind ${root}${name} ${root}${name}`)),
      ...(isWritable ? [] : [`mount -o remount,bind,ro ${root}`]),
    ];
    const rights =
      user === null
        ? []
        : [
            'setpriv',
            `--reuid=${user}`,
            `--regid=${user}`,
            '--clear-groups',
            '--bounding-set=-all',
            '--no-new-privs',
          ];
    const script = `${mounts.join('\n')}\nexec chroot ${root} sh -c 'cd "$0" && exec "$@"' ${cwd} "$@"`;
    return ['--mount', 'sh', '-ec', script, 'sh', ...rights, ...command];
  }
}

/** The folder of this Node.js, unless it is part of the system. */
function nodeFolder(): string | null {
  const folder = dirname(dirname(realpathSync(process.execPath)));
  return folder.startsWith('/usr') ? null : folder;
}

function path(): string {
  return `${dirname(realpathSync(process.execPath))}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`;
}
