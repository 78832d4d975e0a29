import { gather } from './join-time.js';
import { manyCall, PAGES, SECONDS, settle, watchCores, type ManyCallOptions } from './many-call.js';
import { describeCost, measureMedia, megabits, type MediaCost } from './media-cost.js';
import { canJoinFleet } from './node-peers/fleet.js';
import { measureSound } from './sound-rows.js';
import { row, type Row } from './table.js';

/** The first call is the scale for the last one. */
const PEOPLE = [3, 6, 8] as const;
/** The same call takes up to so much more or less in the next run. */
const NOISE = 1.05;

/** Measures calls of more people than one machine can run as pages: two pages, and Node peers for the others. */
export async function measureMany(options: ManyCallOptions): Promise<Row[]> {
  if (!(await canJoinFleet())) {
    console.log('Skips the calls of many people, because @roamhq/wrtc has no program for this platform.');
    return [];
  }
  const rows = [await measurePages(options)];
  let limit: number | undefined;
  for (const people of PEOPLE) {
    const cost = await measureCall(options, people);
    limit ??= cost.uploadPerPerson;
    const what = `call of ${String(people)}: ${String(PAGES)} pages and Node peers`;
    rows.push(costRow(what, cost, people === PEOPLE.at(-1) ? limit : undefined));
  }
  return [...rows, await measureSound(options)];
}

/** The same without Node peers, for comparison. */
async function measurePages(options: ManyCallOptions): Promise<Row> {
  const { side } = manyCall(options, 'bench-many-pages');
  const pages = await gather(side, 3);
  await settle();
  const cost = await measureMedia(pages, SECONDS);
  for (const page of pages) await side.leave(page);
  return costRow('call of 3: 3 pages without a microphone', cost);
}

async function measureCall(options: ManyCallOptions, people: number): Promise<MediaCost> {
  const { side, joinNodePeers } = manyCall(options, `bench-many-${String(people)}`);
  const pages = await gather(side, PAGES);
  const fleet = await joinNodePeers(people - PAGES, 1);
  const printCores = await watchCores(fleet);
  const cost = await measureMedia(pages, SECONDS, people);
  await printCores();
  for (const page of pages) await side.leave(page);
  await fleet.leave();
  return cost;
}

function costRow(what: string, cost: MediaCost, limit?: number): Row {
  const measured = describeCost(cost, 'page');
  console.log(what, measured);
  const budget = limit === undefined ? '–' : `${megabits(limit)} of pictures, like a call of 3`;
  return row(what, measured, budget, limit === undefined || cost.uploadPerPerson <= limit * NOISE);
}
