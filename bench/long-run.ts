import type { Browser, CDPSession, Page } from '@playwright/test';
import type { BuiltServer } from '../tests/e2e/support/built-server.js';
import { Person, type Accounts } from '../tests/e2e/support/people.js';
import {
  CLAPPER_SCRIPT,
  CONTROL_ID,
  describeLate,
  showControl,
  takeLipSync,
  watchLipSync,
  type LipSync,
} from './lip-sync.js';
import { CONNECTIONS_SCRIPT, NO_ENCODE_ONCE_SCRIPT } from './media-cost.js';
import { browserMemory, jsHeap } from './memory.js';
import { browserCpuMs } from './process-cpu.js';
import { median, row, type Row } from './table.js';

const MINUTES = 30;
const NAMES = ['Clapper', 'Ben', 'Cleo', 'Dan'] as const;
/** Pictures of other people, on all pages together. */
const TILES = NAMES.length * (NAMES.length - 1);
/** The time in which the sizes and the estimates of the paths settle, and the encoder is shared. */
const SETTLE_MS = 20_000;
const MINUTE_MS = 60_000;
/** Caches fill in the first minutes, so growth counts after them. */
const WARM_UP_MINUTES = 5;
/** Fewer minutes than this after the warm-up say nothing about growth. */
const GROWTH_MINUTES = 9;
const GROWTH_MAX = 1.05;
const LIP_SYNC_MAX_MS = 80;

/** What one minute of the call looked like. */
interface Minute {
  readonly memory: number;
  /** The sum of the JavaScript heaps of all pages. */
  readonly heap: number;
  readonly cores: number;
  readonly framesPerTile: number;
  readonly freezes: number;
  readonly totals: Totals;
  readonly lipSync: readonly LipSync[];
  /** What the page of the clapper measures of itself, without a connection. */
  readonly control: LipSync;
}

interface Totals {
  readonly frames: number;
  readonly freezes: number;
  readonly frozenSeconds: number;
  readonly connections: number;
  /** Connections for which the browser encodes only dummies. */
  readonly shared: number;
}

/** The fields of the statistics of one direction of a camera that this file reads. */
interface CameraStats {
  readonly type: string;
  readonly framesDecoded?: number;
  readonly freezeCount?: number;
  readonly totalFreezesDuration?: number;
  readonly frameHeight?: number;
}

interface Call {
  readonly pages: readonly Page[];
  readonly sessions: readonly CDPSession[];
  /** `VideoFrame`s that were collected without having been closed. */
  readonly unclosed: () => number;
}

/**
 * Watches a call of four for 30 minutes, or for what `--minutes=` says: its memory, its frames, and whether sound and picture
 * of one person stay together at the others. A tenth of that time without the shared encoder shows how much is due to the
 * measurement.
 */
export async function measureLongRun(
  browser: Browser,
  server: BuiltServer,
  accounts: Accounts,
  args: readonly string[],
): Promise<Row[]> {
  const minutes = minutesOf(args);
  const once = await watchCall(browser, server, accounts, minutes, '');
  const each = await watchCall(browser, server, accounts, Math.ceil(minutes / 10), NO_ENCODE_ONCE_SCRIPT);
  const late = (of: readonly Minute[]) => of.flatMap(({ lipSync }) => lipSync.flatMap((at) => at.late));
  const lateOnce = late(once);
  const control = [...once, ...each].flatMap((minute) => minute.control.late);
  const what = `encoded once, ${String(minutes)} min`;
  const whatOfEach = `no encode once, ${String(each.length)} min`;
  return [
    growth(`${what}: memory of the browsers`, once, ({ memory }) => memory),
    growth(`${what}: JavaScript heaps`, once, ({ heap }) => heap),
    row(`${what}: pictures`, describePictures(once), '–', true),
    row(`${whatOfEach}: pictures`, describePictures(each), '–', true),
    row(
      `${what}: sound and picture`,
      describeLate(lateOnce),
      `${String(LIP_SYNC_MAX_MS)} ms`,
      median(lateOnce.map(Math.abs)) <= LIP_SYNC_MAX_MS,
    ),
    row(`${whatOfEach}: sound and picture`, describeLate(late(each)), '–', true),
    row('without a connection: sound and picture', describeLate(control), '–', true),
  ];
}

function minutesOf(args: readonly string[]): number {
  const prefix = '--minutes=';
  const minutes = Number(args.find((arg) => arg.startsWith(prefix))?.slice(prefix.length) ?? MINUTES);
  if (!Number.isInteger(minutes) || minutes < 1) throw new Error(`${prefix} takes a whole number of minutes`);
  return minutes;
}

async function watchCall(
  browser: Browser,
  server: BuiltServer,
  accounts: Accounts,
  minutes: number,
  script: string,
): Promise<Minute[]> {
  const call = await gather(browser, server, accounts, script);
  try {
    const [clapper] = call.pages as [Page, ...Page[]];
    const id = await clapper.locator('figure[data-self]').first().getAttribute('data-participant');
    await showControl(clapper);
    for (const page of call.pages) await watchLipSync(page, page === clapper ? CONTROL_ID : (id ?? ''));
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    for (const page of call.pages) await takeLipSync(page); // what came before counts as settling
    const watched: Minute[] = [];
    let before = await readTotals(call.pages);
    for (let minute = 1; minute <= minutes; minute += 1) {
      const now = await watchMinute(call, before);
      watched.push(now);
      before = now.totals;
      console.log(
        `${script === '' ? 'once' : 'each'}, minute ${String(minute)}: ${describe(now)}; ${String(call.unclosed())} frames not closed`,
      );
    }
    return watched;
  } finally {
    for (const page of call.pages) await page.context().close();
  }
}

async function gather(
  browser: Browser,
  server: BuiltServer,
  accounts: Accounts,
  script: string,
): Promise<Call> {
  const people: Person[] = [];
  let unclosed = 0;
  for (const name of NAMES) {
    // The detector of beeps is a script of its own, which Parley's policy would refuse.
    const context = await accounts.open(browser, server, name, { bypassCSP: true });
    const person = new Person(name, await context.newPage());
    person.page.on('console', (message) => {
      if (message.text().includes('garbage collected without being closed')) unclosed += 1;
    });
    const clapper = people.length === 0 ? CLAPPER_SCRIPT : '';
    await person.page.addInitScript({ content: CONNECTIONS_SCRIPT + clapper + script });
    await person.join(script === '' ? 'bench-long-once' : 'bench-long-each');
    people.push(person);
  }
  for (const person of people) {
    for (const other of people) if (other !== person) await person.tileOf(other).locator('video').waitFor();
  }
  const pages = people.map(({ page }) => page);
  const sessions = await Promise.all(pages.map((page) => page.context().newCDPSession(page)));
  return { pages, sessions, unclosed: () => unclosed };
}

async function watchMinute({ pages, sessions }: Call, before: Totals): Promise<Minute> {
  const cpuBefore = browserCpuMs();
  const startedAt = performance.now();
  await new Promise((resolve) => setTimeout(resolve, MINUTE_MS));
  const ms = performance.now() - startedAt;
  const cores = (browserCpuMs() - cpuBefore) / ms;
  const totals = await readTotals(pages);
  const [control, ...lipSync] = (await Promise.all(pages.map(takeLipSync))) as [LipSync, ...LipSync[]];
  let heap = 0;
  for (const session of sessions) heap += await jsHeap(session);
  return {
    ...{ memory: browserMemory(), heap, cores, totals, lipSync, control },
    framesPerTile: (totals.frames - before.frames) / (ms / 1_000) / TILES,
    freezes: totals.freezes - before.freezes,
  };
}

function describe({ memory, heap, cores, framesPerTile, freezes, totals, lipSync, control }: Minute): string {
  const late = lipSync.map((at) => `${describeLate(at.late)} of ${String(at.late.length)}`);
  const believed = describeLate(lipSync.flatMap((at) => at.believed));
  return [
    `${memory.toFixed(0)} MB, heaps ${heap.toFixed(2)} MB, ${cores.toFixed(2)} cores`,
    `${framesPerTile.toFixed(1)} frames/s, ${String(freezes)} freezes (${totals.frozenSeconds.toFixed(1)} s since the start)`,
    `${String(totals.connections)} ends of connections, ${String(totals.shared)} shared`,
    `picture later than sound ${late.join(', ')}; the browser believes ${believed}; without a connection ${describeLate(control.late)}`,
  ].join('; ');
}

function describePictures(minutes: readonly Minute[]): string {
  const frames = median(minutes.map(({ framesPerTile }) => framesPerTile));
  const perTile = minutes.reduce((sum, { freezes }) => sum + freezes, 0) / minutes.length / TILES;
  return `${frames.toFixed(1)} frames/s, ${perTile.toFixed(2)} freezes per minute and tile`;
}

/** Compares the last third of the minutes after the warm-up with the first. */
function growth(what: string, minutes: readonly Minute[], read: (minute: Minute) => number): Row {
  const counted = minutes.slice(WARM_UP_MINUTES).map(read);
  if (counted.length < GROWTH_MINUTES)
    return row(what, minutes.map((at) => read(at).toFixed(1)).join(' '), '–', true);
  const third = Math.floor(counted.length / 3);
  const [first, last] = [median(counted.slice(0, third)), median(counted.slice(-third))];
  const ratio = last / first;
  return row(
    `${what}, last third compared with first`,
    `${ratio.toFixed(3)} × (${last.toFixed(1)} MB : ${first.toFixed(1)} MB)`,
    `${String(GROWTH_MAX)} ×`,
    ratio <= GROWTH_MAX,
  );
}

async function readTotals(pages: readonly Page[]): Promise<Totals> {
  const each = await Promise.all(pages.map(totalsOf));
  const sum = (read: (totals: Totals) => number) => each.reduce((total, of) => total + read(of), 0);
  return {
    frames: sum(({ frames }) => frames),
    freezes: sum(({ freezes }) => freezes),
    frozenSeconds: sum(({ frozenSeconds }) => frozenSeconds),
    connections: sum(({ connections }) => connections),
    shared: sum(({ shared }) => shared),
  };
}

function totalsOf(page: Page): Promise<Totals> {
  return page.evaluate(async () => {
    const { benchConnections } = window as unknown as { benchConnections: RTCPeerConnection[] };
    const open = benchConnections.filter(({ connectionState }) => connectionState !== 'closed');
    const totals = { frames: 0, freezes: 0, frozenSeconds: 0, connections: open.length, shared: 0 };
    for (const connection of open) {
      const camera = connection.getTransceivers()[1];
      const reports = await Promise.all([camera?.receiver.getStats(), camera?.sender.getStats()]);
      for (const report of reports) {
        report?.forEach((stats: CameraStats) => {
          const { framesDecoded = 0, freezeCount = 0, totalFreezesDuration = 0 } = stats;
          if (stats.type === 'inbound-rtp') {
            totals.frames += framesDecoded;
            totals.freezes += freezeCount;
            totals.frozenSeconds += totalFreezesDuration;
          } else if (stats.type === 'outbound-rtp' && stats.frameHeight === 16) totals.shared += 1;
        });
      }
    }
    return totals;
  });
}
