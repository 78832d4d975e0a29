import type { Request, Response } from 'express';
import type { Log } from '../logging/log.js';
import { addressOf } from '../middleware/address-of.js';
import { HttpError } from '../middleware/http-error.js';
import { currentUser } from '../middleware/require-user.js';
import type { AdminClaim } from '../security/admin-claim.js';
import type { Administration } from '../services/administration.js';
import { renderPage } from '../views/pages.js';
import { ClaimForm } from './admin-schemas.js';

export interface AdminClaimOptions {
  readonly administration: Administration;
  readonly adminClaim: AdminClaim;
  readonly log: Pick<Log, 'info'>;
}

/** The page behind the link that the server prints while it has no administrator. */
export function adminClaimController({ administration, adminClaim, log }: AdminClaimOptions) {
  return {
    /** GET /admin/claim?token=. Changes nothing, because programs open links too, for example to show a preview. */
    async show(req: Request, res: Response): Promise<void> {
      if (currentUser(req).isAdmin) return res.redirect(303, '/admin');
      const { token } = ClaimForm.parse(req.query);
      if (!adminClaim.accepts(token) || (await administration.hasAdmin()))
        throw new HttpError(404, 'adminLinkInvalid');
      renderPage(res, 'admin-claim', { token });
    },

    /** POST /admin/claim */
    async claim(req: Request, res: Response): Promise<void> {
      const { id, isAdmin } = currentUser(req);
      if (isAdmin) return res.redirect(303, '/admin');
      const { token } = ClaimForm.parse(req.body ?? {});
      const isFirst = !(await administration.hasAdmin());
      if (!isFirst || !(await adminClaim.use(token, () => administration.makeAdmin(id))))
        throw new HttpError(404, 'adminLinkInvalid');
      log.info(`admin claim user=${id} by=${id} address=${addressOf(req)}`);
      res.redirect(303, '/admin?claim');
    },
  };
}
