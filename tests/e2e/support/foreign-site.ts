import type { Page } from '@playwright/test';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * A web site that does not belong to Parley and has one empty page. It has two addresses: for the browser, `otherSite` is
 * another site, and `sameSite` is another origin of the same site, whose pages send the cookies of Parley along.
 */
export class ForeignSite {
  readonly otherSite: string;
  readonly sameSite: string;
  readonly #server: Server;

  private constructor(server: Server) {
    const { port } = server.address() as AddressInfo;
    this.#server = server;
    this.otherSite = `http://127.0.0.1:${port}`;
    this.sameSite = `http://localhost:${port}`;
  }

  static async open(): Promise<ForeignSite> {
    const server = createServer((_req, res) => {
      res.setHeader('Content-Type', 'text/html; charset=utf-8');
      res.end('<!doctype html><title>A foreign page</title><body></body>');
    });
    server.listen(0);
    await once(server, 'listening');
    return new ForeignSite(server);
  }

  async close(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }
}

/** Sends a form from the page into a frame, as a foreign page does that does not want to be left. Resolves to the status. */
export async function postForm(page: Page, action: string, fields: Record<string, string>): Promise<number> {
  const answered = page.waitForResponse(
    (response) => response.url() === action && response.request().method() === 'POST',
  );
  await page.evaluate(
    ([to, values]) => {
      const frame = document.createElement('iframe');
      frame.name = 'target';
      const form = document.createElement('form');
      Object.assign(form, { method: 'post', action: to, target: 'target' });
      for (const [name, value] of Object.entries(values)) {
        const field = document.createElement('input');
        Object.assign(field, { name, value });
        form.append(field);
      }
      document.body.replaceChildren(frame, form);
      form.submit();
    },
    [action, fields] as const,
  );
  return (await answered).status();
}
