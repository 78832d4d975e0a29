import type { Browser, Page } from '@playwright/test';
import type { Accounts } from '../tests/e2e/support/people.js';
import type { BuiltServer } from '../tests/e2e/support/built-server.js';
import type { BareServer } from './bare/bare-server.js';
import { gather, timeJoin, timeLink } from './join-time.js';
import { bareSide, parleySide, type Side } from './sides.js';
import { median, row, type Row } from './table.js';

export const ROUNDS = 25;
export const BLOCKS = 5;
export const ROUNDS_IN_BLOCK = 4;
/** The limits, as multiples of the bare page's time. */
const SECOND_JOIN_BUDGET = 1;
const LATER_JOIN_BUDGET = 1.2;
const LINK_BUDGET = 2;

export interface JoinBench {
  readonly browser: Browser;
  readonly server: BuiltServer;
  readonly bareServer: BareServer;
  readonly accounts: Accounts;
}

type Times = [parley: number[], bare: number[]];

/** Measures how soon people see each other, compared with the bare page. */
export async function timeJoins({ browser, server, bareServer, accounts }: JoinBench): Promise<Row[]> {
  const sides = (code: string): [Side, Side] => [
    parleySide(browser, server, accounts, `bench-${code}`),
    bareSide(browser, bareServer, true),
  ];
  return [
    joinRow(
      '2nd participant: click to first frame on both sides',
      await alternately(sides('two'), (side, present) => timeJoin(side, present, 2)),
      SECOND_JOIN_BUDGET,
    ),
    joinRow(
      '3rd participant: click to first frame on all sides',
      await inBlocks(3, (block) => sides(`three-${String(block)}`)),
      LATER_JOIN_BUDGET,
    ),
    joinRow(
      '4th participant: click to first frame on all sides',
      await inBlocks(4, (block) => sides(`four-${String(block)}`)),
      LATER_JOIN_BUDGET,
    ),
    joinRow(
      'link opened: navigation to first frame',
      await alternately(sides('link'), (side, present) => timeLink(side, present, 2)),
      LINK_BUDGET,
    ),
  ];
}

/** On each side one person is in the call. Newcomers come to the two sides alternately. */
async function alternately(
  sides: readonly [Side, Side],
  time: (side: Side, present: readonly Page[]) => Promise<number>,
): Promise<Times> {
  const present = [await gather(sides[0], 1), await gather(sides[1], 1)] as const;
  const times: Times = [[], []];
  for (let round = -1; round < ROUNDS; round++) {
    for (const index of [0, 1] as const) {
      const ms = await time(sides[index], present[index]);
      if (round >= 0) times[index].push(ms); // round -1 only warms up
    }
  }
  await leaveEveryone(sides[0], present[0]);
  await leaveEveryone(sides[1], present[1]);
  return times;
}

/** Measures in blocks, one side at a time: a small machine cannot run both calls of three people at once. */
async function inBlocks(person: number, sidesOf: (block: number) => [Side, Side]): Promise<Times> {
  const times: Times = [[], []];
  for (let block = 0; block < BLOCKS; block++) {
    const sides = sidesOf(block);
    for (const index of [0, 1] as const) {
      const present = await gather(sides[index], person - 1);
      for (let round = 0; round < ROUNDS_IN_BLOCK; round++) {
        times[index].push(await timeJoin(sides[index], present, person));
      }
      await leaveEveryone(sides[index], present);
    }
  }
  return times;
}

async function leaveEveryone(side: Side, pages: readonly Page[]): Promise<void> {
  for (const page of pages) await side.leave(page);
}

function joinRow(what: string, [parley, bare]: Times, budget: number): Row {
  const ratio = median(parley) / median(bare);
  console.log(`${what}: Parley ${list(parley)}; bare ${list(bare)}`);
  return row(
    what,
    `${ratio.toFixed(2)} × bare (${median(parley).toFixed(0)} ms : ${median(bare).toFixed(0)} ms)`,
    `${String(budget)} × bare`,
    ratio <= budget,
  );
}

function list(times: readonly number[]): string {
  return times.map((time) => time.toFixed(0)).join(' ');
}
