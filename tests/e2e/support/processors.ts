import type { Person } from './people.js';

/** Makes the page believe that the computer has so many processors. Call it before the person opens a page. */
export async function pretendProcessors({ page }: Person, count: number): Promise<void> {
  await page.addInitScript((processors) => {
    Object.defineProperty(Navigator.prototype, 'hardwareConcurrency', { get: () => processors });
  }, count);
}
