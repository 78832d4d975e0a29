/** Returns a function that counts an event and tells whether at most `max` happened within the last `windowMs`. */
export function createLimit(max: number, windowMs: number): () => boolean {
  let times: number[] = [];
  return () => {
    const now = performance.now();
    times = times.filter((at) => now - at < windowMs);
    if (times.length >= max) return false;
    times.push(now);
    return true;
  };
}
