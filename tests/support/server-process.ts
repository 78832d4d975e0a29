import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';

const SERVER = fileURLToPath(new URL('../../src/server.ts', import.meta.url));
const TSX = import.meta.resolve('tsx');

export interface ServerRun {
  readonly pid: number;
  /** All that was printed so far. */
  output(): string;
  /** Resolves with the address once it is printed; rejects with the output when the process ends before. */
  address(): Promise<string>;
  kill(signal: NodeJS.Signals): void;
  /** Resolves with the exit code, or the signal that ended the process. */
  ended(): Promise<number | string>;
}

/** Runs the server as its operator does, with nothing else in its environment; it ends with the test. */
export function runServer(t: TestContext, env: Record<string, string>, cwd?: string): ServerRun {
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
