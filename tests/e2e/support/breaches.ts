import type { Browser, BrowserContext, Page } from '@playwright/test';

interface Report {
  directive: string;
  blocked: string;
  sample: string;
  page: string;
}

/**
 * Adds to `breaches` what the pages of this browser do that no page of Parley may do: violations of the content security
 * policy, also those that only the console names, and requests to origins other than the `baseURL` of their context. Call
 * it before the first page opens.
 */
export function watchBreaches(browser: Browser, breaches: string[]): void {
  const open = browser.newContext.bind(browser);
  // `browser.newPage` calls this too.
  browser.newContext = async (options) => {
    const context = await open(options);
    await watchPolicy(context, breaches);
    if (options?.baseURL !== undefined) watchRequests(context, new URL(options.baseURL), breaches);
    return context;
  };
}

async function watchPolicy(context: BrowserContext, breaches: string[]): Promise<void> {
  await context.exposeBinding('reportBreach', (_source, { directive, blocked, sample, page }: Report) =>
    breaches.push(`${page} ${directive}: ${blocked} ${sample}`),
  );
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) => {
      const { reportBreach } = window as unknown as { reportBreach(report: Report): void };
      const page = location.pathname;
      reportBreach({ directive: violatedDirective, blocked: blockedURI, sample, page });
    });
  });
  // Pages without JavaScript run no script of this file either.
  context.on('console', (message) => {
    if (/content security policy|trusted ?types?|permissions policy/i.test(message.text()))
      breaches.push(`console: ${message.text()}`);
  });
}

function watchRequests(context: BrowserContext, { origin, host }: URL, breaches: string[]): void {
  context.on('request', (request) => {
    const url = new URL(request.url());
    if (url.origin !== origin && !['data:', 'blob:'].includes(url.protocol)) breaches.push(request.url());
  });
  context.on('page', (page: Page) => {
    page.on('websocket', (socket) => {
      if (new URL(socket.url()).host !== host) breaches.push(socket.url());
    });
  });
}
