import { readFileSync } from 'node:fs';
import type { CDPSession } from '@playwright/test';
import { browserProcesses } from './process-cpu.js';

/** The memory in MB that the browsers of this process use. A page that several processes share counts once. Linux only. */
export function browserMemory(): number {
  const kilobytes = browserProcesses().map((pid) => {
    try {
      const text = readFileSync(`/proc/${String(pid)}/smaps_rollup`, 'utf8');
      return Number(/^Pss:\s+(\d+)/m.exec(text)?.[1] ?? 0);
    } catch {
      return 0; // the process has ended meanwhile
    }
  });
  return kilobytes.reduce((sum, each) => sum + each, 0) / 1_000;
}

/** The JavaScript heap of a page in MB, after everything that nobody needs has been removed. */
export async function jsHeap(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return usedSize / 1e6;
}
