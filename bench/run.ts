// `npm run bench`: measures the time until people see each other, compared with a minimal page; the weight of the room
// page; the start of the server; and what running calls cost. Prints a table. `npm run bench -- --write` also writes
// docs/benchmarks.md. Parts of it: `npm run bench -- --joins` measures the joins only, `--media` the running calls, `--many`
// those of many people, and `--encode-once` what one person costs who sends to several (`--encode-once=7`: to seven). `npm run bench -- --long`
// watches one call for 30 minutes, or for `--minutes=…`; with `--write` it writes docs/long-run.md.
import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { format } from 'prettier';
import { launchBrowser } from '../tests/e2e/support/browsers.js';
import { Accounts } from '../tests/e2e/support/people.js';
import { BuiltServer } from '../tests/e2e/support/built-server.js';
import { cameraClip } from './camera-clip.mjs';
import { startBareServer } from './bare/bare-server.js';
import { timeColdStart } from './cold-start.js';
import { BLOCKS, ROUNDS, ROUNDS_IN_BLOCK, timeJoins } from './join-rows.js';
import { longReport } from './long-report.js';
import { measureLongRun } from './long-run.js';
import { measureMany } from './many-rows.js';
import { measureCalls } from './media-rows.js';
import { weighPage } from './page-weight.js';
import { measureSender } from './sender-cost.js';
import { markdownTable, median, row, type Row } from './table.js';

const REQUESTS_BUDGET = 12;
const PAGE_KB_BUDGET = 50;
const SCRIPT_KB_BUDGET = 60;
const COLD_START_BUDGET_MS = 2_000;

const isSenderOnly = process.argv.some((arg) => arg.startsWith('--encode-once'));
const isJoinsOnly = process.argv.includes('--joins');
const isMediaOnly = process.argv.includes('--media');
const isManyOnly = process.argv.includes('--many');
const isLong = process.argv.includes('--long');
const isWhole = !isSenderOnly && !isJoinsOnly && !isMediaOnly && !isManyOnly && !isLong;
const coldStarts = isWhole ? [await timeColdStart(), await timeColdStart(), await timeColdStart()] : [];
const accounts = new Accounts();
const server = await BuiltServer.start();
const bareServer = await startBareServer();
const browser = await launchBrowser('call', { clip: cameraClip('640x360') });
try {
  const calls = () => measureCalls(browser, server, bareServer, accounts);
  const many = () => measureMany({ browser, server, accounts });
  const sender = () => measureSender(server, { clip: cameraClip('640x360') }, process.argv);
  const rows: Row[] = [];
  if (isWhole || isJoinsOnly) rows.push(...(await timeJoins({ browser, server, bareServer, accounts })));
  if (isWhole) rows.push(...(await weighRoom()), coldStart());
  if (isWhole || isMediaOnly) rows.push(...(await calls()));
  if (isWhole || isManyOnly) rows.push(...(await many()));
  if (isWhole || isSenderOnly) rows.push(...(await sender()));
  if (isLong) rows.push(...(await measureLongRun(browser, server, accounts, process.argv)));
  const table = markdownTable(rows);
  console.log(`\n${table}\n`);
  // A part of the rows must not replace the whole page. The long run has a page of its own, so each of the two stays true.
  if (isWhole) await write('docs/benchmarks.md', report(table));
  if (isLong) await write('docs/long-run.md', longReport(table, browser.version()));
} finally {
  await browser.close();
  await bareServer.close();
  await server.close();
}

async function write(page: string, text: string): Promise<void> {
  if (process.argv.includes('--write')) await writeFile(page, await format(text, { parser: 'markdown' }));
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
      'room page: scripts',
      `${scriptKb.toFixed(1)} KB`,
      `${String(SCRIPT_KB_BUDGET)} KB`,
      scriptKb <= SCRIPT_KB_BUDGET,
    ),
  ];
}

function coldStart(): Row {
  const time = median(coldStarts);
  return row(
    'cold start with empty data to the first page',
    `${(time / 1_000).toFixed(2)} s`,
    `${String(COLD_START_BUDGET_MS / 1_000)} s`,
    time <= COLD_START_BUDGET_MS,
  );
}

function report(table: string): string {
  const { length } = cpus();
  return `# Measurements

\`npm run build && npm run bench\` prints this table. \`npm run bench -- --write\` also writes this page. What joins cost the
server is on [a page of its own](server-load.md).

${table}

The table shows one run in headless Chromium ${browser.version()} on ${String(length)} shared cores with Node ${process.versions.node}. Joins and cold starts
are medians: of ${String(ROUNDS)} joins of a 2nd participant and as many opened links, ${String(BLOCKS * ROUNDS_IN_BLOCK)} joins of a 3rd and of a 4th participant, and 3 cold starts.
Each row of a call is one measurement of 10 s, one way after the other, so small differences between them say nothing. A sender to 3 or 7 is
measured twice for 8 s, and a sender to 1 once. On another machine compare the ratios, not the times.

Parley runs more scripts than the bare page, so other programs on the same processors delay it more. On a day on which they made the bare page
take 183 ms for the join of a 2nd participant, Parley took 1.11 times as long as the bare page for that join and 2.14 times for a link, and a
call of four kept 1.52 cores busy with 8.1 ms per frame. Later, beside a program that keeps one processor busy, the joins of a 2nd,
3rd and 4th participant took 1.08, 1.11 and 0.99 times as long as on the bare page, and a link 1.83.

- **Join** is the time from the click on *Join now* until every participant has shown the first frame of every remote
  video. The bare page (\`bench/bare/\`) is a minimal call: its camera runs before the click with the same constraints, its sizes follow the head count, and
  it has one \`RTCPeerConnection\` per pair. Parley and the bare page take turns in one browser. The
  camera shows a moving clip with sensor noise, because a flat pattern hides the cost of encoding.
- **Link opened** is the time from the start of the navigation, which begins on a page of another site like a link in a mail, until the
  newcomer shows the first frame of the one person who is there. The bare page joins by itself as soon as its camera runs. In
  Parley a script clicks on *Join now* then.
- **Weight** is what the browser transfers for the room page with an empty cache, including headers, if nobody is in the call. The WebSocket counts
  as a request. If somebody is, the page also loads what the call needs before the click, see [decision 23](decisions/0023-a-join-has-the-processor-first.md).
- **Call** is a running call after 12 s: what one person uploads, how many frames per second a tile of another person
  shows, and the processor time of the whole browser for each of these frames. All people share one browser and one
  machine. The windows have 1280 × 720 pixels, one per point, and the camera 640 × 360. Parley sends each picture in the size in which it is shown. *Neither sizes nor encode once* is Parley without that, with one encoder per receiver.
  *No encode once* is Parley in a browser that encodes its camera for each receiver, see [Encode once](encode-once.md).
  The bare page with *sizes by head count* scales its pictures down as soon as three people meet.
- **Call with Node peers** is a call of more people than one machine can run as browsers. The others are participants
  without a browser (\`bench/node-peers/\`), in a process of their own. They run Parley's mesh in Node, and ask a page for the
  pictures for which that page asks them. Each sends a noisy moving picture of 320 × 180 with 15 frames per second, and one
  of them talks. They have no connections to each other, which a page cannot notice. The microphones of the pages are off,
  so that the upload is that of the pictures; somebody who talks uploads about 50 kbit/s more for each other person. The
  budget is the upload of a page in a call of three with a Node peer in the same run, with 5 % for the differences between
  two runs. The call of three pages shows that a Node peer asks for what a page asks for.
- **Call with sound only** has two pages with the switch *Sound only* and ten Node peers, three of whom talk at once.
  *Concealed* is the share of the sound that a browser made up, because it was missing or late. Both values are the worst
  of all talking people in both pages, over 10 s.
- **Sender** is the processor time of the whole browser of one person whose camera goes to others without devices. These run in another
  browser with a lower priority. *Neither sizes nor encode once* sends fewer frames where the
  processors do not suffice, so the row also compares the time per frame. Signs of a busy processor are hidden from the pages.
- **A call of 30 minutes** has [a page of its own](long-run.md).
- **Cold start** is the time from starting the built server with an empty data directory to its first complete page. It
  does not include the build, which takes about a third of a second.
- **Codecs** and the size of descriptions are measured in [decision 21](decisions/0021-codecs.md).
`;
}
