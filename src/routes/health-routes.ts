import { Router } from 'express';
import type { Request, Response } from 'express';

export interface Readiness {
  /** Whether this process can serve people now. Never rejects, and resolves within a few seconds. */
  state(): Promise<'ready' | 'no-database' | 'stopping'>;
}

/**
 * For monitors and load balancers. `/healthz` answers while the process lives: restart a process that does not answer.
 * `/readyz` also asks the database: send people to this process only while it answers 200. Neither needs a session, sets
 * a cookie or writes to the log.
 */
export function healthRoutes(readiness: Readiness): Router {
  const router = Router();
  router.get('/healthz', (_req: Request, res: Response) => {
    answer(res, 200, 'ok');
  });
  router.get('/readyz', async (_req: Request, res: Response) => {
    const state = await readiness.state();
    answer(res, state === 'ready' ? 200 : 503, state);
  });
  return router;
}

function answer(res: Response, status: number, text: string): void {
  res.status(status).set('Cache-Control', 'no-store');
  res.type('text/plain').send(`${text}\n`);
}
