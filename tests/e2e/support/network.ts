import type { Person } from './people.js';

const STRONG_BYTES_PER_SECOND = 10_000_000;

/**
 * Returns a function that lets the page use so many bit/s in each direction, with a queue like that of a small router; null
 * lifts the limit. Call it before the person opens a page: Chromium limits only connections that were made while it
 * emulates a network.
 */
export async function prepareNetwork({
  page,
}: Person): Promise<(bitsPerSecond: number | null) => Promise<void>> {
  const session = await page.context().newCDPSession(page);
  const limit = async (bitsPerSecond: number | null) => {
    const bytes = bitsPerSecond === null ? STRONG_BYTES_PER_SECOND : bitsPerSecond / 8;
    await session.send('Network.emulateNetworkConditions', {
      ...{ offline: false, latency: 5, packetQueueLength: 50 },
      ...{ uploadThroughput: bytes, downloadThroughput: bytes },
    });
  };
  await limit(null);
  return limit;
}
