import type { Page } from '@playwright/test';

/**
 * A script that runs in every page before the page's own scripts. It records the time of the click on *Join now* and the
 * times at which the first frames of remote videos appear, in ms since the epoch. Pages of one browser share that clock.
 */
export const RECORDER_SCRIPT = `
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

interface Recording {
  clickedAt: number;
  frames: number[];
}

/** Resolves when the page has shown the first frames of `count` remote videos since it loaded. */
export async function awaitFrames(page: Page, count: number): Promise<void> {
  await page.waitForFunction(
    (wanted) => (window as unknown as { bench: Recording }).bench.frames.length >= wanted,
    count,
    { timeout: 60_000 },
  );
}

export async function readRecording(page: Page): Promise<Recording> {
  return page.evaluate(() => (window as unknown as { bench: Recording }).bench);
}
