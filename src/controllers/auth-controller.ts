import type { Request, Response } from 'express';
import { addressOf } from '../middleware/address-of.js';
import type { PendingLoginCookie } from '../middleware/pending-login-cookie.js';
import { currentUser } from '../middleware/require-user.js';
import type { Sessions } from '../middleware/session.js';
import { setRetryAfter, TooManyAttempts, waitText } from '../middleware/too-many-attempts.js';
import { ownPath } from '../security/next-path.js';
import type { User } from '../services/accounts.js';
import type { SecondFactor } from '../services/second-factor.js';
import { PASSWORD_MIN } from '../shared/limits.js';
import type { RegisterForm as RegisterFormState } from '../views/pages.js';
import { renderPage, textsOf } from '../views/pages.js';
import { createInvitedTo } from './invited-to.js';
import { createLoginPage } from './login-page.js';
import type { LoginPageOptions } from './login-page.js';
import { HOME, nextOf, withNext } from './next-of.js';
import { createPasskeyCheck } from './passkey-check.js';
import type { PasskeyCheckOptions } from './passkey-check.js';
import { createPasswordCheck } from './password-check.js';
import type { PasswordCheckOptions } from './password-check.js';
import { createSignUp } from './sign-up.js';
import type { SignUpOptions } from './sign-up.js';
import { InvitationForm } from './sign-up-link-schemas.js';
import { fieldErrors, LoginForm, RegisterForm, typedValues } from './form-schemas.js';

export interface AuthOptions
  extends PasswordCheckOptions, PasskeyCheckOptions, SignUpOptions, LoginPageOptions {
  readonly sessions: Sessions;
  readonly secondFactor: SecondFactor;
  readonly pendingLogin: PendingLoginCookie;
  /** Ends the pages that are connected with this session: they leave their calls, and their sockets close. */
  disconnectSession(sessionId: string): void;
}

export function authController(options: AuthOptions) {
  const { attempts, log, sessions, disconnectSession, secondFactor, pendingLogin } = options;
  const signUp = createSignUp(options);
  const invitedTo = createInvitedTo(options);
  const renderLogin = createLoginPage(options);
  const checkPassword = createPasswordCheck(options, 'login');
  const { siteOf } = createPasskeyCheck(options);

  async function renderRegister(
    res: Response,
    page: { form: RegisterFormState; invitation: string; next: string | null },
  ): Promise<void> {
    const meeting = await invitedTo(page.next);
    renderPage(res, 'register', { ...page, passwordMin: PASSWORD_MIN, invitedTo: meeting });
  }

  return {
    /** GET /register?invitation=&next= */
    async showRegister(req: Request, res: Response): Promise<void> {
      const next = ownPath(req.query['next']);
      if (req.user) return res.redirect(303, next ?? HOME);
      const { invitation } = InvitationForm.parse(req.query);
      await signUp.linkFor(req, invitation);
      const form = { values: { name: '', username: '' }, errors: {} };
      await renderRegister(res, { form, invitation, next });
    },

    /** POST /register */
    async register(req: Request, res: Response): Promise<void> {
      const { invitation } = InvitationForm.parse(req.body ?? {});
      const link = await signUp.linkFor(req, invitation);
      const texts = textsOf(res).forms;
      const refuse = (errors: RegisterFormState['errors']) => {
        const values = typedValues(req.body, ['name', 'username']);
        res.status(422);
        return renderRegister(res, { form: { values, errors }, invitation, next: nextOf(req) });
      };
      const form = RegisterForm.safeParse(req.body ?? {});
      if (!form.success) return refuse(fieldErrors(form.error, ['name', 'username', 'password'], texts));
      const user = await signUp.register(req, form.data, link);
      if (!user) return refuse({ username: texts.usernameTaken() });
      await attempts.remember(addressOf(req), user.username);
      await sessions.start(req, user);
      const by = link ? ` link=${link.id}` : '';
      log.info(`registered user=${user.id}${by} address=${addressOf(req)}`);
      res.redirect(303, nextOf(req) ?? HOME);
    },

    /** GET /login */
    async showLogin(req: Request, res: Response): Promise<void> {
      const next = ownPath(req.query['next']);
      if (req.user) return res.redirect(303, next ?? HOME);
      await renderLogin(res, { site: siteOf(req), next });
    },

    /** POST /login */
    async logIn(req: Request, res: Response): Promise<void> {
      const { username } = typedValues(req.body, ['username']);
      const form = LoginForm.safeParse(req.body ?? {});
      const refuse = (status: number, error: string) => {
        res.status(status);
        return renderLogin(res, { site: siteOf(req), next: nextOf(req), username, error });
      };
      let user: User | null;
      try {
        user = await checkPassword(req, form.success ? form.data : null);
      } catch (error) {
        if (!(error instanceof TooManyAttempts)) throw error;
        setRetryAfter(res, error.retryAfterMs);
        return refuse(error.status, waitText(res, error));
      }
      if (!user) return refuse(401, textsOf(res).login.wrong());
      if (await secondFactor.isOn(user.id)) {
        await pendingLogin.start(req, res, user);
        log.info(`second factor asked user=${user.id} address=${addressOf(req)}`);
        return res.redirect(303, withNext('/login/second-factor', nextOf(req)));
      }
      await sessions.start(req, user);
      log.info(`logged in user=${user.id} method=password address=${addressOf(req)}`);
      res.redirect(303, nextOf(req) ?? HOME);
    },

    /** POST /logout */
    async logOut(req: Request, res: Response): Promise<void> {
      const { sessionID } = req;
      const { id } = currentUser(req);
      await sessions.end(req);
      log.info(`logged out user=${id} address=${addressOf(req)}`);
      disconnectSession(sessionID);
      sessions.clearCookie(res);
      res.redirect(303, '/');
    },
  };
}
