import express, { Router } from 'express';
import type { RequestHandler } from 'express';
import { historyApi } from '../controllers/api/history-api.js';
import type { HistoryApiOptions } from '../controllers/api/history-api.js';
import { loginApi } from '../controllers/api/login-api.js';
import type { LoginApiOptions } from '../controllers/api/login-api.js';
import { meetingsApi } from '../controllers/api/meetings-api.js';
import type { MeetingsApiOptions } from '../controllers/api/meetings-api.js';
import { openApiDocument } from '../controllers/api/openapi.js';
import { OPERATIONS } from '../controllers/api/operations.js';
import type { Operation, OperationId } from '../controllers/api/operations.js';
import { tokensApi } from '../controllers/api/tokens-api.js';
import { unknownRoute } from '../middleware/api-errors.js';
import { requireScope } from '../middleware/bearer.js';
import type { Bearer } from '../middleware/bearer.js';
import { cors } from '../middleware/cors.js';
import { refuseForeignWrites } from '../middleware/same-origin.js';
import type { Sessions } from '../middleware/session.js';

export interface ApiRoutesOptions extends LoginApiOptions, HistoryApiOptions, MeetingsApiOptions {
  readonly corsOrigins: readonly string[];
  /** The path below which all addresses are, or an empty text. */
  readonly basePath: string;
  readonly bearer: Bearer;
  readonly sessions: Sessions;
  readonly isAllowedOrigin: Parameters<typeof refuseForeignWrites>[0];
}

/** Every body has a few short fields. */
const BODY_BYTES_MAX = 16_384;

/** Answers every request below `/api`. */
export function apiRoutes(options: ApiRoutesOptions): Router {
  const openApi = openApiDocument(options.basePath);
  const handlers: Record<OperationId, RequestHandler> = {
    showDocument(_req, res) {
      res.json(openApi);
    },
    ...loginApi(options),
    ...tokensApi(options),
    ...historyApi(options),
    ...meetingsApi(options),
  };
  const ownOrigin = refuseForeignWrites(options.isAllowedOrigin);
  const cookie = Router();
  cookie.use(ownOrigin, options.sessions.middleware, options.login.recognise);
  const identify = options.bearer.identify(cookie);

  const router = Router();
  router.use('/api', cors(options.corsOrigins), express.json({ limit: BODY_BYTES_MAX }));
  for (const [id, operation] of Object.entries<Operation>(OPERATIONS)) {
    const { method, path, access } = operation;
    const guards =
      access === 'anyone' ? [ownOrigin] : [identify, requireScope(access === 'user' ? null : access)];
    router[method](path.replace(/\{(\w+)\}/g, ':$1'), ...guards, handlers[id as OperationId]);
  }
  router.use('/api', unknownRoute);
  return router;
}
