// `npm run bench:load`: measures what joins cost the server while many people are in calls. Prints a table.
//   npm run bench:load -- 5000 1000 100     the number of people, of meetings, and of joins per second; 1000, 200 and 50 without them
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { BuiltServer } from '../../tests/e2e/support/built-server.js';
import { markdownTable, row } from '../table.js';
import { cpuSeconds } from './cpu-time.js';
import { LoadPage } from './load-page.js';
import { prepareAccounts } from './prepared-accounts.js';

const [people = 1_000, meetings = 200, joinsPerSecond = 50] = process.argv.slice(2).map(Number);
const SECONDS = 20;
const CONNECTING_AT_ONCE = 50;
const P99_BUDGET_MS = 250;

const dataDir = await mkdtemp(join(tmpdir(), 'parley-load-'));
const tokens = await prepareAccounts(dataDir, people);
const server = await BuiltServer.start({ DATA_DIR: dataDir, LOG_LEVEL: 'error' });
try {
  const pages = tokens.map(
    (token, index) =>
      new LoadPage({
        origin: server.origin,
        token,
        code: `load-${String(index % meetings)}`,
        tabId: randomUUID(),
      }),
  );
  const started = await cpuSeconds(server.pid);
  for (let first = 0; first < pages.length; first += CONNECTING_AT_ONCE) {
    const some = pages.slice(first, first + CONNECTING_AT_ONCE);
    await Promise.all(some.map((page) => page.connect()));
    await Promise.all(some.map((page) => page.join()));
  }
  const cpuPerArrival = (((await cpuSeconds(server.pid)) - started) * 1_000) / pages.length;
  const idle = await measure(pages, 0);
  const busy = await measure(pages, joinsPerSecond);
  const cpuPerJoin = ((busy.cpu - idle.cpu) * 1_000) / busy.times.length;
  const p99 = quantile(busy.times, 0.99);
  console.log(
    markdownTable([
      row('people in calls', String(people), '', true),
      row('joins per second', String(joinsPerSecond), '', true),
      row('join, median', `${quantile(busy.times, 0.5).toFixed(1)} ms`, '', true),
      row('join, 99 of 100', `${p99.toFixed(1)} ms`, `${String(P99_BUDGET_MS)} ms`, p99 < P99_BUDGET_MS),
      row('CPU of the server per leave and join', `${cpuPerJoin.toFixed(2)} ms`, '', true),
      row('CPU of the server per connection and first join', `${cpuPerArrival.toFixed(2)} ms`, '', true),
      row(
        'CPU of the server while nobody joins or leaves',
        `${((idle.cpu * 100) / SECONDS).toFixed(1)} %`,
        '',
        true,
      ),
    ]),
  );
  console.log(
    `Load average of the machine at the end: ${loadavg()
      .map((load) => load.toFixed(1))
      .join(' ')}`,
  );
  for (const page of pages) page.close();
} finally {
  await server.close();
  await rm(dataDir, { recursive: true, force: true });
}

/** People leave and join again for `SECONDS`, at an even pace. Returns the times of the joins, and the CPU time used. */
async function measure(pages: LoadPage[], perSecond: number): Promise<{ times: number[]; cpu: number }> {
  const times: number[] = [];
  const before = await cpuSeconds(server.pid);
  const startedAt = performance.now();
  const running: Promise<void>[] = [];
  for (let count = 0; count < perSecond * SECONDS; count++) {
    const page = pages[(count * 7) % pages.length];
    await until(startedAt + (count * 1_000) / perSecond);
    if (page) running.push(page.leaveAndJoin().then((time) => void times.push(time)));
  }
  await until(startedAt + SECONDS * 1_000);
  await Promise.all(running);
  return { times, cpu: (await cpuSeconds(server.pid)) - before };
}

async function until(time: number): Promise<void> {
  const wait = time - performance.now();
  if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
}

function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN;
}
