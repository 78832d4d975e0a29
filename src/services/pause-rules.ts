/** A report that counts. `at` is in ms since 1970. */
export interface CountedReport {
  readonly reporterId: string;
  readonly at: number;
}

/** So many different people must report a person within `REPORTS_WINDOW_MS` before the person is paused. */
export const REPORTERS_FOR_PAUSE = 3;
export const REPORTS_WINDOW_MS = 7 * 24 * 60 * 60_000;
export const PAUSE_MS = 24 * 60 * 60_000;

/**
 * The time until which a person is paused from random meetings, or null. Every report of another person that finds enough
 * different reporters within the window begins a pause, also when one is running. One person alone can pause nobody.
 */
export function pausedUntil(reports: readonly CountedReport[], now: number): number | null {
  let until = 0;
  for (const { at } of reports) {
    const recent = reports.filter((one) => one.at <= at && one.at > at - REPORTS_WINDOW_MS);
    if (new Set(recent.map(({ reporterId }) => reporterId)).size < REPORTERS_FOR_PAUSE) continue;
    until = Math.max(until, at + PAUSE_MS);
  }
  return until > now ? until : null;
}
