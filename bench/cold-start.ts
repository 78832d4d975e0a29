import { BuiltServer } from '../tests/e2e/support/built-server.js';

/** Measures the time from starting the server on an empty data directory to its first complete page, in ms. */
export async function timeColdStart(): Promise<number> {
  const before = performance.now();
  const server = await BuiltServer.start();
  try {
    const reply = await fetch(server.origin);
    await reply.text();
    return performance.now() - before;
  } finally {
    await server.close();
  }
}
