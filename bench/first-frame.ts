import type { Page } from '@playwright/test';

/**
 * Runs in every page before its own scripts. Keeps when *Join now* was clicked, and when the first frame of each remote
 * picture was shown, in ms since the epoch: pages of one browser share that clock.
 */
export const RECORDER = `
  window.bench = { clickedAt: 0, frames: [] };
  const now = () => performance.timeOrigin + performance.now();
  const watched = new WeakSet();
  addEventListener('click', (event) => {
    if (event.target.closest?.('button')?.textContent.trim() === 'Join now') window.bench.clickedAt = now();
  }, true);
  new MutationObserver(() => {
    for (const video of document.querySelectorAll('figure[data-participant]:not([data-self]) video')) {
      if (watched.has(video)) continue;
      watched.add(video);
      video.requestVideoFrameCallback(() => window.bench.frames.push(now()));
    }
  }).observe(document, { childList: true, subtree: true, attributes: true, attributeFilter: ['data-participant'] });
`;

interface Recorded {
  clickedAt: number;
  frames: number[];
}

/** Resolves when the page has shown the first frame of `count` remote pictures in all. */
export async function awaitFrames(page: Page, count: number): Promise<void> {
  await page.waitForFunction(
    (wanted) => (window as unknown as { bench: Recorded }).bench.frames.length >= wanted,
    count,
    { timeout: 60_000 },
  );
}

export async function readRecord(page: Page): Promise<Recorded> {
  return page.evaluate(() => (window as unknown as { bench: Recorded }).bench);
}
