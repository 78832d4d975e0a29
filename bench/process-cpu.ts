import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts processor time in ticks of this many ms. */
const TICK_MS = 10;

interface ProcessTime {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
  readonly cpuMs: number;
}

/** The processor time in ms that the browsers of this process have used, with all their processes. Linux only. */
export function browserCpuMs(): number {
  return cpuMsBelow([process.pid]);
}

/** The ids of all processes of the browsers of this process. */
export function browserProcesses(): number[] {
  return browsersBelow([process.pid]).map(({ pid }) => pid);
}

/** The ids of the processes that this one has started. */
export function childProcesses(): number[] {
  return readProcesses().flatMap(({ pid, parent }) => (parent === process.pid ? pid : []));
}

/** The processor time in ms of the browsers among these processes, and among those that they have started. */
export function cpuMsBelow(roots: readonly number[]): number {
  return browsersBelow(roots).reduce((sum, { cpuMs }) => sum + cpuMs, 0);
}

function browsersBelow(roots: readonly number[]): ProcessTime[] {
  const all = readProcesses();
  const below = (root: number): ProcessTime[] =>
    all.filter(({ parent }) => parent === root).flatMap((child) => [child, ...below(child.pid)]);
  return [...all.filter(({ pid }) => roots.includes(pid)), ...roots.flatMap(below)].filter(({ command }) =>
    /chrom|headless/.test(command),
  );
}

function readProcesses(): ProcessTime[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        // `pid (command) state parent …`; the command may contain spaces and brackets.
        const text = readFileSync(`/proc/${name}/stat`, 'utf8');
        const end = text.lastIndexOf(')');
        const fields = text.slice(end + 2).split(' ');
        const cpuMs = (Number(fields[11]) + Number(fields[12])) * TICK_MS;
        const command = text.slice(text.indexOf('(') + 1, end);
        return [{ pid: Number(name), parent: Number(fields[1]), command, cpuMs }];
      } catch {
        return []; // the process has ended meanwhile
      }
    });
}
