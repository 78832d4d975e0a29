import type { Page } from '@playwright/test';

/** Collects violations of the content security policy and requests to other origins. Call it before the page opens. */
export async function watchBreaches(page: Page, origin: string): Promise<string[]> {
  const breaches: string[] = [];
  await page.exposeBinding('reportBreach', (_source, breach: string) => breaches.push(breach));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) => {
      const { reportBreach } = window as unknown as { reportBreach(breach: string): void };
      reportBreach(`${violatedDirective}: ${blockedURI} ${sample}`);
    });
  });
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.origin !== origin && !['data:', 'blob:'].includes(url.protocol)) breaches.push(request.url());
  });
  page.on('websocket', (socket) => {
    if (new URL(socket.url()).host !== new URL(origin).host) breaches.push(socket.url());
  });
  return breaches;
}
