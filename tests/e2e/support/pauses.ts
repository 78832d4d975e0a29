import type { Page } from '@playwright/test';

// A machine that runs many tests sometimes stands still for a second. A time that a person would notice is then longer than
// what the product needs. The scripts of a page notice such a pause, because their timers are late.

/** From when to when, in ms since 1970. */
export type Span = readonly [from: number, to: number];

interface Watched {
  pauses?: Span[];
}

/**
 * Watches from now on, also after the page has loaded again, whether its scripts run. Resolves to a function that tells when they
 * did not. After a load it has forgotten what was before.
 */
export async function watchPauses(page: Page): Promise<() => Promise<readonly Span[]>> {
  await page.addInitScript(watch);
  await page.evaluate(watch);
  return () => page.evaluate(() => (window as Watched).pauses ?? []);
}

function watch(): void {
  const BEAT_MS = 50;
  /** A timer of a page with little to do is seldom so late. */
  const LATE_MS = 50;
  if ('pauses' in window) return;
  const pauses: Span[] = [];
  Object.assign(window, { pauses });
  let last = Date.now();
  setInterval(() => {
    const now = Date.now();
    if (now - last > BEAT_MS + LATE_MS) pauses.push([last + BEAT_MS, now]);
    last = now;
  }, BEAT_MS);
}

/** The length of a span in ms, without what lies in any of the pauses. */
export function withoutPauses([from, to]: Span, pauses: readonly Span[]): number {
  let rest = 0;
  let at = from;
  for (const [start, end] of pauses.toSorted(([a], [b]) => a - b)) {
    rest += Math.max(0, Math.min(start, to) - at);
    at = Math.max(at, Math.min(end, to));
  }
  return rest + Math.max(0, to - at);
}
