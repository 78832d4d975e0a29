import type { Request, Response } from 'express';
import { currentUser } from '../middleware/require-user.js';
import { LANGUAGE_NAMES } from '../messages/messages.js';
import type { Accounts } from '../services/accounts.js';
import { renderPage, textsOf } from '../views/pages.js';
import { AccountForm, fieldErrors } from './form-schemas.js';

export function accountController(accounts: Accounts) {
  function renderAccount(req: Request, res: Response, state: { isSaved: boolean; error: string | null }) {
    const { name, username, language } = currentUser(req);
    renderPage(res, 'account', {
      name,
      username,
      languages: LANGUAGE_NAMES,
      chosenLanguage: language,
      ...state,
    });
  }

  return {
    /** GET /account. A saved form leads to `?saved`, so that a reload sends nothing again. */
    show(req: Request, res: Response): void {
      renderAccount(req, res, { isSaved: req.query['saved'] !== undefined, error: null });
    },

    /** POST /account */
    async change(req: Request, res: Response): Promise<void> {
      const form = AccountForm.safeParse(req.body ?? {});
      if (!form.success) {
        const { language } = fieldErrors(form.error, ['language'], textsOf(res).forms);
        res.status(422);
        return renderAccount(req, res, { isSaved: false, error: language ?? null });
      }
      await accounts.setLanguage(currentUser(req).id, form.data.language);
      res.redirect(303, '/account?saved');
    },
  };
}
