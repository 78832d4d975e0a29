import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const ADMIN = fileURLToPath(new URL('../../src/admin.ts', import.meta.url));
const TSX = import.meta.resolve('tsx');

export interface AdminResult {
  /** The exit code, or the signal that ended the process. */
  readonly code: number | string;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `src/admin.ts` as a process on the embedded database in `dataDir`. `input` becomes its standard input. */
export async function runAdmin(dataDir: string, args: readonly string[], input = ''): Promise<AdminResult> {
  const child = spawn(process.execPath, ['--import', TSX, ADMIN, ...args], {
    env: { PATH: process.env['PATH'], DATA_DIR: dataDir },
  });
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].on('data', (chunk: Buffer) => {
      texts[name] += chunk.toString();
    });
  }
  child.stdin.on('error', () => {}); // a process that refuses its arguments does not read its input
  child.stdin.end(input);
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return { code: code ?? signal ?? '', ...texts };
}

/** The temporary password in the output of a command. */
export function passwordIn({ stdout }: AdminResult): string {
  return /^Temporary password: (\S+)$/m.exec(stdout)?.[1] ?? '';
}
