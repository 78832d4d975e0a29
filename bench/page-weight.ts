import type { Page } from '@playwright/test';

export interface PageWeight {
  readonly requests: number;
  /** Transferred bytes, including headers. */
  readonly bytes: number;
  readonly scriptBytes: number;
}

/** Measures what a browser with an empty cache fetches for a page. A WebSocket counts as a request. */
export async function weighPage(
  page: Page,
  url: string,
  isReady: (page: Page) => Promise<void>,
): Promise<PageWeight> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  const types = new Map<string, string>();
  let bytes = 0;
  let scriptBytes = 0;
  session.on('Network.requestWillBeSent', ({ requestId, type }) => {
    types.set(requestId, type ?? '');
  });
  session.on('Network.webSocketCreated', ({ requestId }) => {
    types.set(requestId, 'WebSocket');
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    bytes += encodedDataLength;
    if (types.get(requestId) === 'Script') scriptBytes += encodedDataLength;
  });
  await page.goto(url, { waitUntil: 'networkidle' });
  await isReady(page);
  return { requests: types.size, bytes, scriptBytes };
}
