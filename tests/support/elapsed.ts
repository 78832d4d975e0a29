const BEAT_MS = 20;
/** A timer of a process with little to do is seldom so late. */
const LATE_MS = 20;

/**
 * How many ms pass until `news` comes, without those in which this process could do nothing, as on a machine that runs many
 * tests. The tested server runs in the same process.
 */
export async function elapsed<T>(news: Promise<T>): Promise<{ ms: number; value: T }> {
  let ms = 0;
  let last = performance.now();
  const count = () => {
    const now = performance.now();
    ms += Math.min(now - last, BEAT_MS + LATE_MS);
    last = now;
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
