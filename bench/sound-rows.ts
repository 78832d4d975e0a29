import type { Page } from '@playwright/test';
import { manyCall, PAGES, SECONDS, watchCores, type ManyCallOptions } from './many-call.js';
import { join, type Side } from './sides.js';
import { qualityOfTalkers, readSound, type SoundQuality } from './sound-quality.js';
import { row, type Row } from './table.js';

const PEOPLE = 12;
/** How many Node peers talk at once. */
const TALKING = 3;
/** The share of the sound that may be missing. */
const MISSING_MAX = 0.02;

/** Measures how clean the sound is in a large call without pictures. */
export async function measureSound(options: ManyCallOptions): Promise<Row> {
  const { side, joinNodePeers } = manyCall(options, 'bench-many-sound', { soundOnly: true });
  const pages = await gatherWithoutPictures(side);
  const fleet = await joinNodePeers(PEOPLE - PAGES, TALKING);
  await Promise.all(pages.map((page) => awaitTiles(page, PEOPLE - 1)));
  const printCores = await watchCores(fleet);
  const before = await Promise.all(pages.map(readSound));
  await new Promise((resolve) => setTimeout(resolve, SECONDS * 1_000));
  const after = await Promise.all(pages.map(readSound));
  await printCores();
  for (const page of pages) await side.leave(page);
  await fleet.leave();
  return soundRow(after.flatMap((end, page) => qualityOfTalkers(before[page] ?? new Map(), end)));
}

async function gatherWithoutPictures(side: Side): Promise<Page[]> {
  const present: Page[] = [];
  for (let person = 1; person <= PAGES; person += 1) {
    const page = await side.openPage(person);
    await join(page);
    await awaitTiles(page, present.length);
    present.push(page);
  }
  return present;
}

/** Resolves when the page shows itself and so many others. */
async function awaitTiles(page: Page, others: number): Promise<void> {
  await page.waitForFunction(
    (count) =>
      document.querySelector('figure[data-participant][data-self]') !== null &&
      document.querySelectorAll('figure[data-participant]:not([data-self])').length === count,
    others,
  );
}

function soundRow(heard: readonly SoundQuality[]): Row {
  const worst = (read: (quality: SoundQuality) => number) => percent(Math.max(0, ...heard.map(read)));
  const concealed = worst((quality) => quality.concealed);
  const lost = worst((quality) => quality.lost);
  const measured = `${String(heard.length / PAGES)} heard; at worst ${concealed} of the sound concealed, ${lost} of the packets lost`;
  const what = `call of ${String(PEOPLE)} with sound only: ${String(TALKING)} talk at once`;
  console.log(what, measured, heard);
  const isClean = heard.every((quality) => quality.concealed < MISSING_MAX && quality.lost < MISSING_MAX);
  const budget = `${String(TALKING)} heard, ${percent(MISSING_MAX)} of both`;
  return row(what, measured, budget, heard.length === TALKING * PAGES && isClean);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}
