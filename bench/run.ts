// `npm run bench`: how soon people see each other, against a page that does nothing else, and what the room page weighs.
// Prints a table; `npm run bench -- --write` puts it into docs/benchmarks.md.
import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { format } from 'prettier';
import type { Page } from '@playwright/test';
import { launchBrowser } from '../tests/support/e2e-browsers.js';
import { Accounts } from '../tests/support/e2e-people.js';
import { ServerProcess } from '../tests/support/e2e-server.js';
import { startBareServer } from './bare/bare-server.js';
import { timeColdStart } from './cold-start.js';
import { gather, timeJoin } from './join-time.js';
import { weighPage } from './page-weight.js';
import { bareSide, parleySide, type Side } from './sides.js';
import { markdownTable, median, type Row } from './table.js';

const ROUNDS = 25;
const BLOCKS = 3;
const ROUNDS_IN_BLOCK = 3;
/** Of the design: the 2nd participant may take this many times as long as on a bare page. */
const JOIN_BUDGET = 1.2;
const REQUESTS_BUDGET = 12;
const PAGE_KB_BUDGET = 100;
const SCRIPT_KB_BUDGET = 60;
const COLD_START_BUDGET_MS = 2_000;

const coldStarts = [await timeColdStart(), await timeColdStart(), await timeColdStart()];
const accounts = new Accounts();
const server = await ServerProcess.start();
const bareServer = await startBareServer();
const browser = await launchBrowser('call', 'blue');
try {
  const rows = [...(await timeSecond()), ...(await timeFourth()), ...(await weighRoom()), coldStart()];
  const table = markdownTable(rows);
  console.log(`\n${table}\n`);
  if (process.argv.includes('--write'))
    await writeFile('docs/benchmarks.md', await format(report(table), { parser: 'markdown' }));
} finally {
  await browser.close();
  await bareServer.close();
  await server.close();
}

/** Both sides have one person waiting; newcomers come to the one and to the other in turn. */
async function timeSecond(): Promise<Row[]> {
  const sides = [parleySide(browser, server, accounts, 'bench-two'), bareSide(browser, bareServer)] as const;
  const present = [await gather(sides[0], 1), await gather(sides[1], 1)] as const;
  const times: [number[], number[]] = [[], []];
  for (let round = -1; round < ROUNDS; round++) {
    for (const index of [0, 1] as const) {
      const time = await timeJoin(sides[index], present[index], 2);
      if (round >= 0) times[index].push(time); // the first round warms up
    }
  }
  await leaveAll(sides[0], present[0]);
  await leaveAll(sides[1], present[1]);
  return [joinRow('2nd participant: click to first frame on both sides', times, JOIN_BUDGET)];
}

/** Two calls of three at once would be too much for a small machine, so the sides take turns in blocks. */
async function timeFourth(): Promise<Row[]> {
  const times: [number[], number[]] = [[], []];
  for (let block = 0; block < BLOCKS; block++) {
    const sides: [Side, Side] = [
      parleySide(browser, server, accounts, `bench-four-${String(block)}`),
      bareSide(browser, bareServer),
    ];
    for (const index of [0, 1] as const) {
      const present = await gather(sides[index], 3);
      for (let round = 0; round < ROUNDS_IN_BLOCK; round++) {
        times[index].push(await timeJoin(sides[index], present, 4));
      }
      await leaveAll(sides[index], present);
    }
  }
  return [joinRow('4th participant: click to first frame on all sides', times, null)];
}

async function weighRoom(): Promise<Row[]> {
  const context = await accounts.open(browser, server, 'Weigher', {});
  const weight = await weighPage(await context.newPage(), '/room/bench-weight', async (room) => {
    await room.locator('.prejoin--picture').waitFor();
  });
  await context.close();
  const kb = weight.bytes / 1_000;
  const scriptKb = weight.scriptBytes / 1_000;
  return [
    row(
      'room page: requests',
      String(weight.requests),
      String(REQUESTS_BUDGET),
      weight.requests <= REQUESTS_BUDGET,
    ),
    row(
      'room page: transferred',
      `${kb.toFixed(1)} KB`,
      `${String(PAGE_KB_BUDGET)} KB`,
      kb <= PAGE_KB_BUDGET,
    ),
    row(
      'of which script',
      `${scriptKb.toFixed(1)} KB`,
      `${String(SCRIPT_KB_BUDGET)} KB`,
      scriptKb <= SCRIPT_KB_BUDGET,
    ),
  ];
}

function coldStart(): Row {
  const time = median(coldStarts);
  return row(
    'cold start on empty data to the first page',
    `${(time / 1_000).toFixed(2)} s`,
    `${String(COLD_START_BUDGET_MS / 1_000)} s`,
    time <= COLD_START_BUDGET_MS,
  );
}

function joinRow(what: string, [parley, bare]: [number[], number[]], budget: number | null): Row {
  const ratio = median(parley) / median(bare);
  console.log(`${what}: Parley ${list(parley)}; bare ${list(bare)}`);
  return row(
    what,
    `${ratio.toFixed(2)} × bare (${median(parley).toFixed(0)} ms : ${median(bare).toFixed(0)} ms)`,
    budget === null ? '–' : `${String(budget)} × bare`,
    budget === null || ratio <= budget,
  );
}

function list(times: number[]): string {
  return times.map((time) => time.toFixed(0)).join(' ');
}

function row(what: string, measured: string, budget: string, isMet: boolean): Row {
  return { what, measured, budget, isMet };
}

async function leaveAll(side: Side, pages: Page[]): Promise<void> {
  for (const page of pages) await side.leave(page);
}

function report(table: string): string {
  const { length } = cpus();
  return `# Measurements

\`npm run build && npm run bench\` measures; \`npm run bench -- --write\` writes this page.

${table}

Medians of one run in headless Chromium ${browser.version()} on ${String(length)} shared cores with Node ${process.versions.node}: ${String(ROUNDS)} joins of a
2nd, ${String(BLOCKS * ROUNDS_IN_BLOCK)} of a 4th participant, 3 cold starts. Times mean little on another machine, ratios more.

- **Join** is the time from the click on *Join now* to the first frame of the last remote picture, on all sides. The
  bare page (\`bench/bare/\`) has its camera running as well, the same constraints, one \`RTCPeerConnection\` per pair, and
  nothing else. Both take turns in one browser.
- **Weight** is what goes over the wire for the room page with an empty cache, headers included; the socket counts as a
  request.
- **Cold start** runs the built server on an empty data directory; the build itself takes about a third of a second more.
`;
}
