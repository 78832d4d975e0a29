import { ServerProcess } from '../tests/support/e2e-server.js';

/** From starting the process on empty data to its first answered page, in ms. */
export async function timeColdStart(): Promise<number> {
  const before = performance.now();
  const server = await ServerProcess.start();
  try {
    const reply = await fetch(server.origin);
    await reply.text();
    return performance.now() - before;
  } finally {
    await server.close();
  }
}
