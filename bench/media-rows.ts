import type { Browser } from '@playwright/test';
import type { Accounts } from '../tests/e2e/support/people.js';
import type { BuiltServer } from '../tests/e2e/support/built-server.js';
import type { BareServer } from './bare/bare-server.js';
import { gather } from './join-time.js';
import {
  describeCost,
  FULL_SIZE_SCRIPT,
  measureMedia,
  megabits,
  NO_ENCODE_ONCE_SCRIPT,
  type MediaCost,
} from './media-cost.js';
import { bareSide, parleySide, type Side } from './sides.js';
import type { Row } from './table.js';

const PEOPLE = [2, 3, 4] as const;
/** The time in which the sizes and the estimates of the paths settle, and the time of the measurement. */
const SETTLE_MS = 12_000;
const SECONDS = 10;
/** The limits for a call of four: bits per second, frames per second, ms, and cores of all browsers together. */
const UPLOAD_MAX = 1_800_000;
const FRAMES_MIN = 15;
const CPU_MS_MAX = 7;
const CORES_MAX = 1.3;
/** The limit for the processor time of a remote frame in a call of four, as a share of what it takes with neither. */
const CPU_SHARE_MAX = 0.5;

const PARLEY = 'Parley';
const NEITHER = 'Parley, neither sizes nor encode once';
const FULL_SIZE = 'bare page, full size';
/** In a call of two, nothing is shared and the tiles are large. */
const WAYS_OF_TWO: readonly string[] = [PARLEY, FULL_SIZE];

/** Measures running calls, one after the other: of Parley, and of the bare page with and without smaller sizes. */
export async function measureCalls(
  browser: Browser,
  server: BuiltServer,
  bareServer: BareServer,
  accounts: Accounts,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const people of PEOPLE) {
    const code = (kind: string) => `bench-media-${kind}-${String(people)}`;
    const sides: [name: string, side: Side][] = [
      [PARLEY, parleySide(browser, server, accounts, code('wants'))],
      ['Parley, no encode once', parleySide(browser, server, accounts, code('each'), NO_ENCODE_ONCE_SCRIPT)],
      [
        NEITHER,
        parleySide(browser, server, accounts, code('full'), NO_ENCODE_ONCE_SCRIPT + FULL_SIZE_SCRIPT),
      ],
      ['bare page, sizes by head count', bareSide(browser, bareServer, true)],
      [FULL_SIZE, bareSide(browser, bareServer, false)],
    ];
    const costs = new Map<string, MediaCost>();
    for (const [name, side] of sides) {
      if (people === 2 && !WAYS_OF_TWO.includes(name)) continue;
      const pages = await gather(side, people);
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
      const cost = await measureMedia(pages, SECONDS);
      for (const page of pages) await side.leave(page);
      costs.set(name, cost);
      rows.push(row(name, people, cost));
      console.log(rows.at(-1)?.what, rows.at(-1)?.measured);
    }
    if (people === 4) rows.push(shareRow(people, costs.get(PARLEY), costs.get(NEITHER)));
  }
  return rows;
}

function row(name: string, people: number, cost: MediaCost): Row {
  const { uploadPerPerson, framesPerTile, cpuPerFrame, cores } = cost;
  const hasBudget = name === PARLEY && people === 4;
  const isMet =
    uploadPerPerson <= UPLOAD_MAX &&
    framesPerTile >= FRAMES_MIN &&
    cpuPerFrame <= CPU_MS_MAX &&
    cores <= CORES_MAX;
  const limits = [
    megabits(UPLOAD_MAX),
    `${String(FRAMES_MIN)} frames/s`,
    `${String(CPU_MS_MAX)} ms`,
    `${String(CORES_MAX)} cores`,
  ];
  return {
    what: `call of ${String(people)}: ${name}`,
    measured: describeCost(cost, 'person'),
    budget: hasBudget ? limits.join(', ') : '–',
    isMet: !hasBudget || isMet,
  };
}

function shareRow(people: number, parley?: MediaCost, neither?: MediaCost): Row {
  const parleyMs = parley?.cpuPerFrame ?? NaN;
  const neitherMs = neither?.cpuPerFrame ?? NaN;
  const share = parleyMs / neitherMs;
  return {
    what: `call of ${String(people)}: CPU per remote frame, Parley : neither sizes nor encode once`,
    measured: `${share.toFixed(2)} × (${parleyMs.toFixed(1)} ms : ${neitherMs.toFixed(1)} ms)`,
    budget: `${String(CPU_SHARE_MAX)} ×`,
    isMet: share <= CPU_SHARE_MAX,
  };
}
