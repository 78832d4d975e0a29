import type { Browser, Page } from '@playwright/test';
import { launchBrowser, type Camera } from '../tests/e2e/support/browsers.js';
import type { BuiltServer } from '../tests/e2e/support/built-server.js';
import { Accounts, Person } from '../tests/e2e/support/people.js';
import { withoutCpuStrain } from '../tests/e2e/support/sent-pictures.js';
import { CONNECTIONS_SCRIPT, NO_ENCODE_ONCE_SCRIPT } from './media-cost.js';
import { childProcesses, cpuMsBelow } from './process-cpu.js';
import { median, type Row } from './table.js';

const RECEIVERS = [1, 2, 3, 5] as const;
const ROUNDS = 3;
/** The time in which the sizes and the estimates of the paths settle, and the time of the measurement. */
const SETTLE_MS = 15_000;
const SECONDS = 10;

interface SenderCost {
  /** Processors that the whole browser of the sender uses. */
  readonly cores: number;
  /** Frames per second that one receiver decodes, on average. */
  readonly frames: number;
  readonly height: number;
}

/**
 * Measures what one person with a camera costs who sends it to others without, with and without the shared encoder. The
 * sender has a browser of its own, and the two take turns.
 */
export async function measureSender(server: BuiltServer, camera: Camera): Promise<Row[]> {
  const accounts = new Accounts();
  const rows: Row[] = [];
  for (const receivers of RECEIVERS) {
    const costs: Record<'once' | 'each', SenderCost[]> = { once: [], each: [] };
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const way of ['once', 'each'] as const) {
        const code = `bench-sender-${way}-${String(receivers)}-${String(round)}`;
        costs[way].push(await measureOnce(server, accounts, camera, { code, receivers, way }));
      }
    }
    const of = (way: 'once' | 'each', read: (cost: SenderCost) => number) => median(costs[way].map(read));
    const describe = (way: 'once' | 'each') =>
      `${of(way, ({ cores }) => cores).toFixed(2)} cores, ${of(way, ({ frames }) => frames).toFixed(1)} frames/s, ${String(of(way, ({ height }) => height))} lines`;
    const ratio = of('once', ({ cores }) => cores) / of('each', ({ cores }) => cores);
    const measured = `${ratio.toFixed(2)} × (${describe('once')} : ${describe('each')})`;
    const all = (way: 'once' | 'each') => costs[way].map(({ cores }) => cores.toFixed(2)).join(' ');
    console.log(`${String(receivers)} receivers: ${measured}; once ${all('once')}; each ${all('each')}`);
    rows.push({
      ...{ what: `sender to ${String(receivers)}: once for all, compared with once for each` },
      ...{ measured, budget: '–', isMet: true },
    });
  }
  return rows;
}

async function measureOnce(
  server: BuiltServer,
  accounts: Accounts,
  camera: Camera,
  { code, receivers, way }: { code: string; receivers: number; way: 'once' | 'each' },
): Promise<SenderCost> {
  const theirs = await launchBrowser('call', camera);
  const before = new Set(childProcesses());
  const own = await launchBrowser('call', camera);
  const ownProcesses = childProcesses().filter((pid) => !before.has(pid));
  const arrive = async (browser: Browser, name: string, script: string) => {
    const context = await accounts.open(browser, server, name, {});
    const person = new Person(name, await context.newPage());
    await person.page.addInitScript({ content: CONNECTIONS_SCRIPT + script });
    await withoutCpuStrain(person); // else the sizes would differ
    await person.openRoom(code);
    return person;
  };
  try {
    const sender = await arrive(own, 'Sender', way === 'once' ? '' : NO_ENCODE_ONCE_SCRIPT);
    await sender.joinNow();
    const others: Person[] = [];
    for (let at = 0; at < receivers; at += 1) {
      const other = await arrive(theirs, `Receiver${String(at)}`, '');
      await other.toggle('Camera');
      await other.joinNow();
      others.push(other);
    }
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    const decodedBefore = await Promise.all(others.map(({ page }) => decoded(page)));
    const cpuBefore = cpuMsBelow(ownProcesses);
    const startedAt = performance.now();
    await new Promise((resolve) => setTimeout(resolve, SECONDS * 1_000));
    const ms = performance.now() - startedAt;
    const cpu = cpuMsBelow(ownProcesses) - cpuBefore;
    const decodedAfter = await Promise.all(others.map(({ page }) => decoded(page)));
    const frames = decodedAfter.map((after, at) => after.frames - (decodedBefore[at]?.frames ?? 0));
    return {
      cores: cpu / ms,
      frames: frames.reduce((sum, each) => sum + each, 0) / receivers / (ms / 1_000),
      height: median(decodedAfter.map(({ height }) => height)),
    };
  } finally {
    await own.close();
    await theirs.close();
  }
}

/** What the page has decoded of cameras. */
function decoded(page: Page): Promise<{ frames: number; height: number }> {
  return page.evaluate(async () => {
    const { benchConnections } = window as unknown as { benchConnections: RTCPeerConnection[] };
    const sum = { frames: 0, height: 0 };
    for (const connection of benchConnections) {
      if (connection.connectionState !== 'connected') continue;
      const report = await connection.getTransceivers()[1]?.receiver.getStats();
      report?.forEach((stats: { type: string; framesDecoded?: number; frameHeight?: number }) => {
        if (stats.type !== 'inbound-rtp') return;
        sum.frames += stats.framesDecoded ?? 0;
        sum.height = Math.max(sum.height, stats.frameHeight ?? 0);
      });
    }
    return sum;
  });
}
