import type { Request, Response } from 'express';
import { addressOf } from '../middleware/address-of.js';
import { HttpError } from '../middleware/http-error.js';
import { currentUser } from '../middleware/require-user.js';
import type { Sessions } from '../middleware/session.js';
import { temporaryPassword } from '../security/temporary-password.js';
import { LastAdminError } from '../services/administration.js';
import type { AccountSummary, Administration } from '../services/administration.js';
import type { AdminAction, AdminNotice } from '../views/pages.js';
import { renderPage, textsOf } from '../views/pages.js';
import { AdminForm, AdminQuery, AdminTarget } from './admin-schemas.js';
import { fieldErrors } from './form-schemas.js';
import { createPasswordCheck } from './password-check.js';
import type { PasswordCheckOptions } from './password-check.js';

export interface AdminOptions extends PasswordCheckOptions {
  readonly administration: Administration;
  readonly sessions: Sessions;
}

const PAGE = 50;

/** The query of /admin after an action, so that a reload sends nothing again. */
const NOTICES: Record<Exclude<AdminAction, 'reset-password'> | 'claim', AdminNotice> = {
  claim: 'claimed',
  disable: 'disabled',
  enable: 'enabled',
  'make-admin': 'madeAdmin',
  'revoke-admin': 'revokedAdmin',
};

/**
 * The pages of administrators. Every action asks for the administrator's own password, because it can take over or lock
 * other accounts: an unattended browser or a stolen session is not enough for that (OWASP ASVS 5, 7.5.1).
 */
export function adminController(options: AdminOptions) {
  const { administration, sessions, log } = options;
  const checkPassword = createPasswordCheck(options, 'password');

  async function targetOf(req: Request): Promise<{ account: AccountSummary; action: AdminAction }> {
    const target = AdminTarget.safeParse(req.params);
    const account = target.success ? await administration.find(target.data.id) : null;
    if (!target.success || !account) throw new HttpError(404, 'pageMissing');
    return { account, action: target.data.action };
  }

  const perform: Record<Exclude<AdminAction, 'reset-password'>, (id: string) => Promise<void>> = {
    disable: (id) => administration.disable(id),
    enable: (id) => administration.enable(id),
    'make-admin': (id) => administration.makeAdmin(id),
    'revoke-admin': (id) => administration.revokeAdmin(id),
  };

  return {
    /** GET /admin?search=&after= */
    async list(req: Request, res: Response): Promise<void> {
      const { search, after } = AdminQuery.parse(req.query);
      // If there is one account more than the page shows, there is a next page.
      const query = { prefix: search, limit: PAGE + 1, ...(after !== undefined && { after }) };
      const found = await administration.list(query);
      const accounts = found.slice(0, PAGE);
      const last = found.length > PAGE ? accounts.at(-1) : undefined;
      const done = Object.entries(NOTICES).find(([action]) => req.query[action] !== undefined);
      renderPage(res, 'admin', {
        accounts,
        search,
        more: last ? listPath({ search, after: last.username }) : null,
        notice: done?.[1] ?? null,
      });
    },

    /** GET /admin/accounts/:id/:action. Asks whether to act. */
    async ask(req: Request, res: Response): Promise<void> {
      renderPage(res, 'admin-action', { ...(await targetOf(req)), ...NOTHING_WRONG, back: listPath({}) });
    },

    /** POST /admin/accounts/:id/:action */
    async act(req: Request, res: Response): Promise<void> {
      const { account, action } = await targetOf(req);
      const refuse = (what: Partial<typeof NOTHING_WRONG>) => {
        res.status(422);
        renderPage(res, 'admin-action', { account, action, ...NOTHING_WRONG, ...what, back: listPath({}) });
      };
      const form = AdminForm.safeParse(req.body ?? {});
      if (!form.success) {
        const { adminPassword } = fieldErrors(form.error, ['adminPassword'], textsOf(res).forms);
        return refuse({ problem: adminPassword ?? null });
      }
      const { id: by, username } = currentUser(req);
      if (!(await checkPassword(req, { username, password: form.data.adminPassword })))
        return refuse({ problem: textsOf(res).account.wrongPassword() });

      const password = action === 'reset-password' ? temporaryPassword() : null;
      try {
        if (action === 'reset-password') await administration.resetPassword(account.id, password ?? '');
        else await perform[action](account.id);
      } catch (error) {
        if (!(error instanceof LastAdminError)) throw error;
        return refuse({ refusal: textsOf(res).admin.lastAdmin() });
      }
      log.info(`admin ${action} user=${account.id} by=${by} address=${addressOf(req)}`);
      const isOwn = account.id === by;
      if (isOwn && (action === 'disable' || action === 'reset-password')) {
        await sessions.end(req);
        sessions.clearCookie(res);
      }
      const back = listPath({ search: account.username });
      if (password !== null)
        renderPage(res, 'admin-password', { username: account.username, password, back });
      else if (isOwn && action === 'disable') res.redirect(303, '/');
      else if (isOwn && action === 'revoke-admin') res.redirect(303, '/home');
      else res.redirect(303, `${back}&${action}`);
    },
  };
}

const NOTHING_WRONG: { problem: string | null; refusal: string | null } = { problem: null, refusal: null };

function listPath(query: { search?: string; after?: string }): string {
  const parameters = new URLSearchParams(
    Object.entries(query).filter(([, value]) => value !== ''),
  ).toString();
  return parameters === '' ? '/admin' : `/admin?${parameters}`;
}
