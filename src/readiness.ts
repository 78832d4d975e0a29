import type { Readiness } from './routes/health-routes.js';

/** A database that does not answer a ping within this time counts as unreachable. Health checks wait 5 s and more. */
const PING_MS = 2_000;

/** Requests that come while a ping is on its way share its result, so that checks cost the database little. */
export function createReadiness(ping: () => Promise<unknown>): Readiness & { drain(): void } {
  let isDraining = false;
  let running: Promise<boolean> | null = null;

  async function isDatabaseThere(): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<boolean>((resolve) => {
      timer = setTimeout(resolve, PING_MS, false);
    });
    const answered = ping().then(
      () => true,
      () => false, // `/readyz` reports it, and the operations that need the database log the reason
    );
    const isThere = await Promise.race([answered, tooLate]);
    clearTimeout(timer);
    running = null;
    return isThere;
  }

  return {
    drain() {
      isDraining = true;
    },
    async state() {
      if (isDraining) return 'stopping';
      running ??= isDatabaseThere();
      return (await running) ? 'ready' : 'no-database';
    },
  };
}
