import { createHash, timingSafeEqual } from 'node:crypto';
import { Router } from 'express';
import type { Request, Response } from 'express';

export interface MetricsOptions {
  readonly metrics: { text(): string };
  /** Programs that send it may read the values from anywhere. Without it, programs on this machine may. */
  readonly metricsToken: string | null;
}

/** `/metrics` for Prometheus. The values count people and calls, but name nobody. */
export function metricsRoutes({ metrics, metricsToken }: MetricsOptions): Router {
  const router = Router();
  router.get('/metrics', (req: Request, res: Response) => {
    res.set('Cache-Control', 'no-store');
    if (metricsToken === null ? isFromThisMachine(req) : hasToken(req, metricsToken)) {
      res.type('text/plain; version=0.0.4').send(metrics.text());
      return;
    }
    if (metricsToken !== null) res.set('WWW-Authenticate', 'Bearer');
    res.status(metricsToken === null ? 403 : 401).type('text/plain');
    res.send('Set METRICS_TOKEN and send it as a bearer token, or ask from the machine of the server.\n');
  });
  return router;
}

/** A proxy on this machine passes on what others ask, and says so in a header, whether Parley trusts it or not. */
function isFromThisMachine({ socket, headers }: Request): boolean {
  const isForwarded = Object.keys(headers).some(
    (name) => name.startsWith('x-forwarded-') || name === 'forwarded',
  );
  return !isForwarded && /^(?:::ffff:)?127\.|^::1$/.test(socket.remoteAddress ?? '');
}

function hasToken({ headers }: Request, token: string): boolean {
  const [, sent = ''] = /^Bearer (\S+)$/i.exec(headers.authorization ?? '') ?? [];
  // Hashes have the same length, which the comparison in constant time needs.
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(sent), hash(token));
}
