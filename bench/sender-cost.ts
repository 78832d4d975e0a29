import type { Browser, Page } from '@playwright/test';
import { launchBrowser, type Camera } from '../tests/e2e/support/browsers.js';
import type { BuiltServer } from '../tests/e2e/support/built-server.js';
import { Accounts, Person } from '../tests/e2e/support/people.js';
import { withoutCpuStrain } from '../tests/e2e/support/sent-pictures.js';
import { DUMMY_LINES } from '../src/client/mesh/sending/read-stats.js';
import { CONNECTIONS_SCRIPT, FULL_SIZE_SCRIPT, NO_ENCODE_ONCE_SCRIPT } from './media-cost.js';
import { childProcesses, cpuMsBelow } from './process-cpu.js';
import { launchReceivers } from './receivers-browser.js';
import { median, row, type Row } from './table.js';

const RECEIVERS = [1, 3, 7] as const;
/** With one receiver nothing is shared, so a round shows enough. */
const roundsFor = (receivers: number) => (receivers === 1 ? 1 : 2);
/** The page asks the camera for less after eight seconds. The sizes and the shared encoder may need longer. */
const SETTLE_MS = 10_000;
const SETTLE_MAX_MS = 20_000;
/** Sizes stand when they have not changed for this time. */
const STAND_MS = 2_000;
const SECONDS = 8;
/** The limit for a sender to seven, as a share of what it costs with neither sizes nor encode once. */
const SHARE_MAX = 0.45;

/** The sender as it is, without the shared encoder, and without sizes that follow what receivers show either. */
const WAYS = {
  once: '',
  each: NO_ENCODE_ONCE_SCRIPT,
  neither: NO_ENCODE_ONCE_SCRIPT + FULL_SIZE_SCRIPT,
} as const;
type Way = keyof typeof WAYS;
const ALL_WAYS = Object.keys(WAYS) as Way[];

interface SenderCost {
  /** Processors that the whole browser of the sender uses. */
  readonly cores: number;
  /** Frames per second that leave for one receiver, and that it decodes, on average. */
  readonly sent: number;
  readonly decoded: number;
  readonly height: number;
}

/**
 * Measures what one person with a camera costs who sends it to others without. The sender has a browser of its own, which
 * comes anew for each way, while the receivers stay. `--encode-once=7` measures only the sender to seven.
 */
export async function measureSender(
  server: BuiltServer,
  camera: Camera,
  args: readonly string[],
): Promise<Row[]> {
  const accounts = new Accounts();
  const only = args.find((arg) => arg.startsWith('--encode-once='))?.slice('--encode-once='.length);
  const numbers = RECEIVERS.filter((receivers) => only === undefined || String(receivers) === only);
  if (numbers.length === 0) throw new Error(`--encode-once takes one of ${RECEIVERS.join(', ')}`);
  const rows: Row[] = [];
  for (const receivers of numbers) {
    const code = `bench-sender-${String(receivers)}`;
    const theirs = await launchReceivers(camera);
    try {
      const others = await gatherReceivers(theirs, server, accounts, code, receivers);
      const costs: Record<Way, SenderCost[]> = { once: [], each: [], neither: [] };
      for (let round = 0; round < roundsFor(receivers); round += 1) {
        // The second round goes backwards, so that a machine that slows down favours nobody.
        for (const way of round % 2 === 0 ? ALL_WAYS : ALL_WAYS.toReversed()) {
          const cost = await measureOnce(server, accounts, camera, { code, others, way });
          costs[way].push(cost);
          console.log(`sender to ${String(receivers)}, ${way}: ${describe([cost])}`);
        }
      }
      rows.push(...rowsOf(receivers, costs));
    } finally {
      await theirs.close();
    }
  }
  return rows;
}

function rowsOf(receivers: number, costs: Record<Way, SenderCost[]>): Row[] {
  const cores = (way: Way) => median(costs[way].map((cost) => cost.cores));
  const perFrame = (way: Way) => median(costs[way].map((cost) => cost.cores / cost.sent));
  const compare = (way: Way) =>
    `${(cores('once') / cores(way)).toFixed(2)} ×, per frame sent ${(perFrame('once') / perFrame(way)).toFixed(2)} × (${describe(costs.once)} : ${describe(costs[way])})`;
  const hasBudget = receivers === 7;
  return [
    row(
      `sender to ${String(receivers)}: Parley, compared with neither sizes nor encode once`,
      compare('neither'),
      hasBudget ? `${String(SHARE_MAX)} ×` : '–',
      !hasBudget || cores('once') <= cores('neither') * SHARE_MAX,
    ),
    row(`sender to ${String(receivers)}: Parley, compared with no encode once`, compare('each'), '–', true),
  ];
}

function describe(costs: readonly SenderCost[]): string {
  const of = (read: (cost: SenderCost) => number) => median(costs.map(read));
  return `${of(({ cores }) => cores).toFixed(2)} cores, ${of(({ sent }) => sent).toFixed(1)} frames/s sent, ${of((cost) => cost.decoded).toFixed(1)} decoded, ${String(of(({ height }) => height))} lines`;
}

async function gatherReceivers(
  browser: Browser,
  server: BuiltServer,
  accounts: Accounts,
  code: string,
  receivers: number,
): Promise<Page[]> {
  const pages: Page[] = [];
  for (let at = 0; at < receivers; at += 1) {
    const person = await arrive(browser, server, accounts, { name: `Receiver${String(at)}`, code });
    await join(person);
    pages.push(person.page);
  }
  return pages;
}

async function arrive(
  browser: Browser,
  server: BuiltServer,
  accounts: Accounts,
  { name, code, script = '' }: { name: string; code: string; script?: string },
): Promise<Person> {
  const context = await accounts.open(browser, server, name, {});
  const person = new Person(name, await context.newPage());
  await person.page.addInitScript({ content: CONNECTIONS_SCRIPT + script });
  await withoutCpuStrain(person); // else the sizes would differ
  await person.openRoom(code);
  return person;
}

async function join(person: Person): Promise<void> {
  await person.joinButton.click();
  await person.ownTile('camera').waitFor({ timeout: 60_000 });
}

async function measureOnce(
  server: BuiltServer,
  accounts: Accounts,
  camera: Camera,
  { code, others, way }: { code: string; others: readonly Page[]; way: Way },
): Promise<SenderCost> {
  const before = new Set(childProcesses());
  const own = await launchBrowser('call', camera);
  const processes = childProcesses().filter((pid) => !before.has(pid));
  try {
    const sender = await arrive(own, server, accounts, { name: 'Sender', code, script: WAYS[way] });
    await join(sender);
    await awaitStanding(sender.page, way === 'once' && others.length > 1, others.length);
    const [sentBefore, decodedBefore] = await readFrames(sender.page, others);
    const cpuBefore = cpuMsBelow(processes);
    const startedAt = performance.now();
    await new Promise((resolve) => setTimeout(resolve, SECONDS * 1_000));
    const ms = performance.now() - startedAt;
    const cpu = cpuMsBelow(processes) - cpuBefore;
    const [sentAfter, decodedAfter, height] = await readFrames(sender.page, others);
    await sender.leave();
    const perSecond = (frames: number) => frames / others.length / (ms / 1_000);
    return {
      cores: cpu / ms,
      sent: perSecond(sentAfter - sentBefore),
      decoded: perSecond(decodedAfter - decodedBefore),
      height,
    };
  } finally {
    await own.close();
  }
}

/** Resolves when the page sends to everyone, and what its own encoders make has not changed for a while. */
async function awaitStanding(page: Page, isShared: boolean, receivers: number): Promise<void> {
  const startedAt = performance.now();
  let since = startedAt;
  let last = '';
  while (performance.now() < startedAt + SETTLE_MAX_MS) {
    const heights = (await cameraStats(page)).sent.map(({ height }) => height).filter((height) => height > 0);
    const served = isShared ? heights.filter((height) => height === DUMMY_LINES) : heights;
    const now = heights.join(' ');
    if (now !== last || served.length < receivers) since = performance.now();
    last = now;
    if (performance.now() > Math.max(since + STAND_MS, startedAt + SETTLE_MS)) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  console.log(`the heights that the browser encodes, after ${String(SETTLE_MAX_MS / 1_000)} s: ${last}`);
}

/** The frames that the sender has sent and the others have decoded so far, and the lines of the picture that arrives. */
async function readFrames(
  sender: Page,
  others: readonly Page[],
): Promise<[sent: number, decoded: number, height: number]> {
  const { sent } = await cameraStats(sender);
  const received = (await Promise.all(others.map(cameraStats))).flatMap((stats) => stats.received);
  const sum = (all: readonly CameraFrames[]) => all.reduce((total, { frames }) => total + frames, 0);
  return [
    sum(sent),
    sum(received),
    median(received.map(({ height }) => height).filter((height) => height > 0)),
  ];
}

interface CameraFrames {
  readonly frames: number;
  /** That of the dummies where the encoder is shared. */
  readonly height: number;
}

/** What each connection has sent and decoded of cameras. */
function cameraStats(page: Page): Promise<{ sent: CameraFrames[]; received: CameraFrames[] }> {
  return page.evaluate(async () => {
    const { benchConnections } = window as unknown as { benchConnections: RTCPeerConnection[] };
    const all = { sent: [] as CameraFrames[], received: [] as CameraFrames[] };
    for (const connection of benchConnections) {
      if (connection.connectionState !== 'connected') continue;
      const camera = connection.getTransceivers()[1];
      const reports = await Promise.all([camera?.sender.getStats(), camera?.receiver.getStats()]);
      for (const report of reports) {
        report?.forEach((stats: Partial<RTCOutboundRtpStreamStats & RTCInboundRtpStreamStats>) => {
          const { type, frameHeight: height = 0, framesSent = 0, framesDecoded = 0 } = stats;
          if (type === 'outbound-rtp') all.sent.push({ frames: framesSent, height });
          if (type === 'inbound-rtp') all.received.push({ frames: framesDecoded, height });
        });
      }
    }
    return all;
  });
}
