import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import { addressOf } from '../middleware/address-of.js';
import { storedId } from '../middleware/hashed-session-store.js';
import { currentUser } from '../middleware/require-user.js';
import { isStoredSession } from '../middleware/session.js';
import type { Sessions } from '../middleware/session.js';
import { LANGUAGE_NAMES } from '../messages/messages.js';
import { exportAccount } from '../services/account-export.js';
import type { Accounts } from '../services/accounts.js';
import type { ApiTokens } from '../services/api-tokens.js';
import { PASSWORD_MIN } from '../shared/limits.js';
import type { AccountField, AccountNotice } from '../views/pages.js';
import { renderPage, textsOf } from '../views/pages.js';
import type { TokenSection } from '../views/token-section.js';
import { notificationSection } from './notification-section.js';
import type { PushAccess } from './notification-section.js';
import { createPasskeySection } from './passkey-section.js';
import type { PasskeySectionOptions } from './passkey-section.js';
import { createPasswordCheck } from './password-check.js';
import type { PasswordCheckOptions } from './password-check.js';
import {
  AccountForm,
  DeletionForm,
  EndSessionForm,
  fieldErrors,
  PasswordForm,
  typedValues,
} from './form-schemas.js';
import { tokenSection } from './token-section.js';

export interface AccountOptions extends PasswordCheckOptions, PasskeySectionOptions {
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly apiTokens: ApiTokens;
  readonly push: PushAccess;
  /** Ends the connected pages of the user, those sessions of which `hasEnded` returns true; without it, all pages. */
  disconnectUser(userId: string, hasEnded?: (sessionId: string) => boolean): void;
  /** Makes the pages of a session, which continues under a new id, connect again. */
  reconnectSession(sessionId: string): void;
}

type Problems = Partial<Record<AccountField, string>>;

/** The query of /account after a form has been carried out, so that a reload sends nothing again. */
const NOTICES: Record<string, AccountNotice> = {
  saved: 'saved',
  'password-changed': 'passwordChanged',
  'session-ended': 'sessionEnded',
};
const ALL_SESSIONS = 'all';

export function accountController(options: AccountOptions) {
  const { accounts, attempts, sessions, apiTokens, push, log, disconnectUser, reconnectSession } = options;
  const checkPassword = createPasswordCheck(options, 'password');
  const passkeySection = createPasskeySection(options);

  async function render(
    req: Request,
    res: Response,
    problems: Problems = {},
    tokens?: TokenSection,
  ): Promise<void> {
    const { id, name, username, language } = currentUser(req);
    const typed = typedValues(req.body, ['name', 'session']);
    const notice = Object.keys(NOTICES).find((key) => req.query[key] !== undefined);
    renderPage(res, 'account', {
      name: problems.name === undefined ? name : typed.name,
      username,
      languages: LANGUAGE_NAMES,
      chosenLanguage: language,
      sessions: (await sessions.list(id)).map((session) => ({
        ...session,
        isThisDevice: isStoredSession(session.id, req.sessionID),
      })),
      allSessions: ALL_SESSIONS,
      chosenSession: typed.session,
      passwordMin: PASSWORD_MIN,
      passkeys: await passkeySection(req),
      notifications: await notificationSection(req, push),
      notice: NOTICES[notice ?? ''] ?? null,
      problems,
      tokens: tokens ?? (await tokenSection(req, apiTokens)),
    });
  }

  function refuse(req: Request, res: Response, problems: Problems): Promise<void> {
    res.status(422);
    return render(req, res, problems);
  }

  /** Resolves to whether this is the password of the user. */
  async function isPassword(req: Request, password: string): Promise<boolean> {
    return (await checkPassword(req, { username: currentUser(req).username, password })) !== null;
  }

  function wrongPassword(res: Response): string {
    return textsOf(res).account.wrongPassword();
  }

  return {
    /** GET /account */
    show(req: Request, res: Response): Promise<void> {
      return render(req, res);
    },

    /** The page with the outcome of a form of its section API tokens. */
    showTokens(req: Request, res: Response, tokens: TokenSection): Promise<void> {
      return render(req, res, {}, tokens);
    },

    /** POST /account */
    async change(req: Request, res: Response): Promise<void> {
      const form = AccountForm.safeParse(req.body ?? {});
      if (!form.success)
        return refuse(req, res, fieldErrors(form.error, ['name', 'language'], textsOf(res).forms));
      await accounts.changeProfile(currentUser(req).id, form.data);
      res.redirect(303, '/account?saved');
    },

    /** POST /account/password. Ends all other sessions of the user; this one continues under a new id. */
    async changePassword(req: Request, res: Response): Promise<void> {
      const form = PasswordForm.safeParse(req.body ?? {});
      if (!form.success) {
        const fields = ['currentPassword', 'newPassword'] as const;
        return refuse(req, res, fieldErrors(form.error, fields, textsOf(res).forms));
      }
      const { currentPassword, newPassword } = form.data;
      if (!(await isPassword(req, currentPassword)))
        return refuse(req, res, { currentPassword: wrongPassword(res) });
      const user = currentUser(req);
      const previousId = req.sessionID;
      await accounts.changePassword(user.id, newPassword);
      const continueNotifications = await push.subscriptions.keep(storedId(previousId));
      await sessions.endAll(user.id);
      await sessions.start(req, user);
      await continueNotifications(storedId(req.sessionID));
      disconnectUser(user.id, (sessionId) => sessionId !== previousId);
      // The browser needs the new cookie first.
      res.once('close', () => {
        reconnectSession(previousId);
      });
      log.info(`changed the password user=${currentUser(req).id} address=${addressOf(req)}`);
      res.redirect(303, '/account?password-changed');
    },

    /** POST /account/sessions. Ends one session of the user, or all. */
    async endSession(req: Request, res: Response): Promise<void> {
      const form = EndSessionForm.safeParse(req.body ?? {});
      if (!form.success) {
        const fields = ['session', 'sessionPassword'] as const;
        return refuse(req, res, fieldErrors(form.error, fields, textsOf(res).forms));
      }
      const { session, sessionPassword } = form.data;
      if (!(await isPassword(req, sessionPassword)))
        return refuse(req, res, { sessionPassword: wrongPassword(res) });
      const { id } = currentUser(req);
      const hasEnded = (sessionId: string) => session === ALL_SESSIONS || isStoredSession(session, sessionId);
      const isOwn = hasEnded(req.sessionID);
      if (isOwn) await sessions.end(req);
      if (session === ALL_SESSIONS) {
        await sessions.endAll(id);
        await accounts.revokeTokens(id);
      } else await sessions.endStored(id, session);
      disconnectUser(id, hasEnded);
      log.info(
        `ended ${session === ALL_SESSIONS ? 'all' : 'one'} of the sessions user=${currentUser(req).id} address=${addressOf(req)}`,
      );
      if (isOwn) sessions.clearCookie(res);
      res.redirect(303, isOwn ? '/' : '/account?session-ended');
    },

    /** POST /account/export. The data of the account, as a file. */
    async exportData(req: Request, res: Response): Promise<void> {
      const { id } = currentUser(req);
      res.attachment('parley.json').type('application/json');
      log.info(`exported the data user=${currentUser(req).id} address=${addressOf(req)}`);
      await pipeline(Readable.from(exportAccount(id)), res);
    },

    /** POST /account/delete */
    async remove(req: Request, res: Response): Promise<void> {
      const form = DeletionForm.safeParse(req.body ?? {});
      if (!form.success)
        return refuse(req, res, fieldErrors(form.error, ['deletePassword'], textsOf(res).forms));
      if (!(await isPassword(req, form.data.deletePassword)))
        return refuse(req, res, { deletePassword: wrongPassword(res) });
      const { id, username } = currentUser(req);
      await sessions.end(req);
      await sessions.endAll(id);
      disconnectUser(id);
      await accounts.remove(id);
      await attempts.forget(username);
      log.info(`deleted the account user=${currentUser(req).id} address=${addressOf(req)}`);
      sessions.clearCookie(res);
      res.redirect(303, '/');
    },
  };
}
