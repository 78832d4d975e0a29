/** Returns a function that returns the time in ms that long tasks have taken since the last call. */
export function countLongTasks(): () => number {
  let ms = 0;
  try {
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) ms += duration;
    }).observe({ type: 'longtask' });
  } catch {
    // Only Chromium reports long tasks.
  }
  return () => {
    const taken = ms;
    ms = 0;
    return taken;
  };
}
