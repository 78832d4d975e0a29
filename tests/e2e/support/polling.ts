/**
 * How long an `expect.poll` waits, and after how many ms it looks again; the last number repeats. Each poll gets an array
 * of its own, because Playwright takes the numbers out of the one that it gets: a second poll with the same array would
 * look once per second.
 */
export function polling(timeout: number, ...intervals: number[]): { timeout: number; intervals: number[] } {
  return {
    timeout,
    get intervals() {
      return [...intervals];
    },
  };
}
