import { weighPage } from '../../bench/page-weight.js';
import { withoutLaterLoading } from './support/later.js';
import { expect, test } from './support/test.js';

// docs/benchmarks.md names both.
const BYTES_MAX = 50_000;
const REQUESTS_MAX = 12;

for (const locale of ['en-US', 'fr-FR']) {
  test(`the room page weighs at most 50 KB at the first load, in at most 12 requests, in the language of ${locale}`, async ({
    arrive,
  }) => {
    const ann = await arrive('Ann', { options: { locale } });
    await withoutLaterLoading(ann.page);
    // The same code in each run: names in the page change how well it compresses.
    const weight = await weighPage(ann.page, '/room/page-weight', async (room) => {
      await room.locator('.prejoin--picture').waitFor();
    });
    await expect(ann.page.locator('html')).toHaveAttribute('lang', locale);
    expect(weight.bytes, 'bytes').toBeLessThanOrEqual(BYTES_MAX);
    expect(weight.requests, 'requests').toBeLessThanOrEqual(REQUESTS_MAX);
    // An empty page would weigh little, too.
    expect(weight.scriptBytes, 'bytes of scripts').toBeGreaterThan(10_000);
  });
}
