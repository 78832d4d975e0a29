import type { WebSocketRoute } from '@playwright/test';
import type { Person } from './people.js';

/** Makes the person’s connection to the server switchable. Call it before they open a page. */
export async function switchable({ page }: Person): Promise<{ cut(): Promise<void>; restore(): void }> {
  const open = new Set<WebSocketRoute>();
  let isCut = false;
  await page.routeWebSocket(/socket\.io/, async (socket) => {
    if (isCut) {
      await socket.close();
      return;
    }
    const server = socket.connectToServer();
    open.add(socket);
    socket.onClose(() => {
      open.delete(socket);
      void server.close();
    });
  });
  return {
    async cut() {
      isCut = true;
      await page.route(/socket\.io/, (route) => route.abort());
      for (const socket of [...open]) await socket.close();
      open.clear();
    },
    restore() {
      isCut = false;
      void page.unroute(/socket\.io/);
    },
  };
}
