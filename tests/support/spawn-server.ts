import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';

const SERVER = fileURLToPath(new URL('../../src/server.ts', import.meta.url));
const TSX = import.meta.resolve('tsx');

export interface SpawnedServer {
  readonly pid: number;
  /** Everything that the process has printed so far. */
  output(): string;
  /** Resolves with the address that the server prints. Rejects with the output if the process ends before that. */
  address(): Promise<string>;
  kill(signal: NodeJS.Signals): void;
  /** Resolves with the exit code, or with the signal that ended the process. */
  ended(): Promise<number | string>;
}

/**
 * Starts `src/server.ts` as a process whose environment holds `env` and the PATH only. The process is killed when the
 * test ends.
 */
export function spawnServer(t: TestContext, env: Record<string, string>, cwd?: string): SpawnedServer {
  const child = spawn(process.execPath, ['--import', TSX, SERVER], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], ...env },
    ...(cwd !== undefined && { cwd }),
  });
  const closed = once(child, 'close');
  t.after(async () => {
    child.kill('SIGKILL');
    await closed;
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const addressIn = () => /Parley is at (\S+)/.exec(output)?.[1];
  return {
    pid: child.pid ?? 0,
    output: () => output,
    async address() {
      while (addressIn() === undefined) {
        const isOver = await Promise.race([
          once(child.stdout, 'data').then(() => false),
          closed.then(() => true),
        ]);
        if (isOver) throw new Error(output);
      }
      return addressIn() ?? '';
    },
    kill(signal) {
      child.kill(signal);
    },
    async ended() {
      const [code, signal] = (await closed) as [number | null, NodeJS.Signals | null];
      return code ?? signal ?? '';
    },
  };
}
