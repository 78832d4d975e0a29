import type { Page } from '@playwright/test';
import { awaitFrames, readRecord } from './first-frame.js';
import { join, type Side } from './sides.js';

/** A person's sound and picture are there for everybody: the time from the click to the last first frame, in ms. */
export async function timeJoin(side: Side, present: readonly Page[], person: number): Promise<number> {
  const before = await Promise.all(present.map(async (page) => (await readRecord(page)).frames.length));
  const newcomer = await side.openPage(person);
  await join(newcomer);
  await Promise.all([
    awaitFrames(newcomer, present.length),
    ...present.map((page, index) => awaitFrames(page, (before[index] ?? 0) + 1)),
  ]);
  const own = await readRecord(newcomer);
  const others = await Promise.all(present.map(readRecord));
  const frames = [...own.frames, ...others.flatMap(({ frames: all }, index) => all.slice(before[index]))];
  await side.leave(newcomer);
  await Promise.all(present.map((page) => awaitRemotes(page, present.length - 1)));
  return Math.max(...frames) - own.clickedAt;
}

/** Brings so many people into the call, one after the other. */
export async function gather(side: Side, people: number): Promise<Page[]> {
  const present: Page[] = [];
  for (let person = 1; person <= people; person++) {
    const page = await side.openPage(person);
    await join(page);
    await awaitFrames(page, present.length);
    present.push(page);
  }
  return present;
}

async function awaitRemotes(page: Page, count: number): Promise<void> {
  await page.waitForFunction(
    (wanted) => document.querySelectorAll('figure[data-participant]:not([data-self])').length === wanted,
    count,
  );
}
