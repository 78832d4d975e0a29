const BEAT_MS = 20;
/** A timer of a process with little to do is seldom so late. */
const LATE_MS = 20;

/**
 * Resolves to the ms that pass until `news` comes. Leaves out those in which the machine did not let this process run. The
 * tested server is in the same process, so the time in which it keeps the processor busy counts.
 */
export async function elapsed<T>(news: Promise<T>): Promise<{ ms: number; value: T }> {
  let ms = 0;
  let last = performance.now();
  let cpu = process.cpuUsage();
  const count = () => {
    const now = performance.now();
    const { user, system } = process.cpuUsage(cpu); // in microseconds
    ms += Math.min(now - last, Math.max(BEAT_MS + LATE_MS, (user + system) / 1_000));
    last = now;
    cpu = process.cpuUsage();
  };
  const timer = setInterval(count, BEAT_MS);
  try {
    const value = await news;
    count();
    return { ms, value };
  } finally {
    clearInterval(timer);
  }
}
