import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const TSX = import.meta.resolve('tsx');

export interface AdminResult {
  /** The exit code, or the signal that ended the process. */
  readonly code: number | string;
  readonly stdout: string;
  readonly stderr: string;
  /** The bytes of `stdout`. */
  readonly bytes: Buffer;
}

interface CommandOptions {
  readonly input?: string | Buffer;
  readonly env?: Record<string, string>;
  readonly cwd?: string;
  onStart?(child: ChildProcess): void;
}

/** Runs `src/admin.ts` as a process on the embedded database in `dataDir`. `input` becomes its standard input. */
export function runAdmin(dataDir: string, args: readonly string[], input = ''): Promise<AdminResult> {
  return runCommand('admin', dataDir, args, { input });
}

/** Runs `src/<name>.ts` as a process. `onStart` receives the process. */
export async function runCommand(
  name: 'admin' | 'backup' | 'restore' | 'export',
  dataDir: string,
  args: readonly string[],
  { input = '', env = {}, cwd, onStart }: CommandOptions = {},
): Promise<AdminResult> {
  const script = fileURLToPath(new URL(`../../src/${name}.ts`, import.meta.url));
  const child = spawn(process.execPath, ['--import', TSX, script, ...args], {
    env: { PATH: process.env['PATH'], DATA_DIR: dataDir, ...env },
    ...(cwd !== undefined && { cwd }),
  });
  onStart?.(child);
  const output: Record<'stdout' | 'stderr', Buffer[]> = { stdout: [], stderr: [] };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].on('data', (chunk: Buffer) => {
      output[name].push(chunk);
    });
  }
  child.stdin.on('error', () => {}); // a process that refuses its arguments does not read its input
  child.stdin.end(input);
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  const [bytes, stderr] = [Buffer.concat(output.stdout), Buffer.concat(output.stderr).toString()];
  return { code: code ?? signal ?? '', stdout: bytes.toString(), stderr, bytes };
}

/** The temporary password in the output of a command. */
export function passwordIn({ stdout }: AdminResult): string {
  return /^Temporary password: (\S+)$/m.exec(stdout)?.[1] ?? '';
}
