import type { Page } from '@playwright/test';
import { awaitFrames, readRecording } from './first-frame.js';
import { join, type Side } from './sides.js';

/**
 * Opens a page, joins the call with it and leaves again. Returns the time in ms from the click on *Join now* until the
 * newcomer sees everyone in `present` and all of them see the newcomer (the first frame of the last video).
 */
export async function timeJoin(side: Side, present: readonly Page[], person: number): Promise<number> {
  const before = await Promise.all(present.map(async (page) => (await readRecording(page)).frames.length));
  const newcomer = await side.openPage(person);
  await join(newcomer);
  await Promise.all([
    awaitFrames(newcomer, present.length),
    ...present.map((page, index) => awaitFrames(page, (before[index] ?? 0) + 1)),
  ]);
  const recording = await readRecording(newcomer);
  const others = await Promise.all(present.map(readRecording));
  const frames = [
    ...recording.frames,
    ...others.flatMap(({ frames: all }, index) => all.slice(before[index])),
  ];
  await side.leave(newcomer);
  await Promise.all(present.map((page) => awaitRemoteTiles(page, present.length - 1)));
  return Math.max(...frames) - recording.clickedAt;
}

/**
 * Opens a link to the call, which one other page is in, and leaves again. Returns the time in ms from the start of the
 * navigation until the newcomer sees the other person.
 */
export async function timeLink(side: Side, present: readonly Page[], person: number): Promise<number> {
  const newcomer = await side.openLink(person);
  await awaitFrames(newcomer, present.length);
  const { frames } = await readRecording(newcomer);
  const openedAt = await newcomer.evaluate(() => performance.timeOrigin);
  await side.leave(newcomer);
  await Promise.all(present.map((page) => awaitRemoteTiles(page, present.length - 1)));
  return Math.max(...frames) - openedAt;
}

/** Joins the call with `people` pages, one after the other. */
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

async function awaitRemoteTiles(page: Page, count: number): Promise<void> {
  await page.waitForFunction(
    (wanted) => document.querySelectorAll('figure[data-participant]:not([data-self])').length === wanted,
    count,
  );
}
