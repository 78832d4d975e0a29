import { readFile } from 'node:fs/promises';

/** Linux counts CPU time in these units (`getconf CLK_TCK`). */
const TICKS_PER_SECOND = 100;

/** The CPU time of a process with its threads so far, in s. Reads `/proc`, so it works on Linux only (proc(5)). */
export async function cpuSeconds(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${String(pid)}/stat`, 'utf8');
  // The second field is the name in brackets, which may contain spaces. utime and stime are fields 14 and 15.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}
