import { cpus } from 'node:os';

/** The page about a long call, with this table. */
export function longReport(table: string, chromium: string): string {
  const { length } = cpus();
  return `# A long call

\`npm run bench -- --long\` watches a call of four for 30 minutes, and prints each minute. A tenth of that time without the shared
encoder follows, for comparison. \`--write\` also writes this page.

${table}

One run in headless Chromium ${chromium} on ${String(length)} shared cores. All people share one browser and one machine.

- **Memory** is that of all processes of the browser (PSS). **Heaps** are those of JavaScript, after garbage collection. The first third
  begins after five minutes, in which caches fill.
- **Pictures** are the frames per second that a tile of another person shows, in the median of the minutes.
- **Sound and picture**: one page flashes and beeps at the same moment, and the others measure the time between the two as they see and hear
  them. The first number is the median of the absolute values. The brackets hold the middle 90 %, where a negative value means that the
  picture came first. **Without a connection**, the page that flashes measures itself, which shows what is due to the measurement
  and the busy machine.

[Encode once](encode-once.md#thirty-minutes) says what this shows, and what it does not.
`;
}
