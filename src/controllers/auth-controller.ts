import type { Request, Response } from 'express';
import { HttpError } from '../middleware/http-error.js';
import type { Login } from '../middleware/passport.js';
import { currentUser } from '../middleware/require-user.js';
import { SESSION_COOKIE } from '../middleware/session.js';
import type { LoginAttempts, RegistrationAttempts } from '../security/attempts.js';
import { ownPath } from '../security/next-path.js';
import type { Accounts, User } from '../services/accounts.js';
import { PASSWORD_MIN } from '../shared/limits.js';
import type { RegisterForm as RegisterFormState } from '../views/pages.js';
import { renderPage, textsOf } from '../views/pages.js';
import { fieldErrors, LoginForm, RegisterForm, typedValues } from './form-schemas.js';

export interface AuthOptions {
  readonly accounts: Accounts;
  readonly login: Login;
  readonly attempts: LoginAttempts;
  readonly registrations: RegistrationAttempts;
  readonly registrationOpen: boolean;
  /** Takes the user out of every call and closes their sockets. */
  disconnectUser(userId: string): void;
}

const HOME = '/home';

export function authController(options: AuthOptions) {
  const { accounts, login, attempts, registrations, registrationOpen, disconnectUser } = options;

  return {
    /** GET /register */
    showRegister(req: Request, res: Response): void {
      const next = ownPath(req.query['next']);
      if (req.user) return res.redirect(303, next ?? HOME);
      if (!registrationOpen) throw new HttpError(403, 'registrationClosed');
      const form = { values: { name: '', username: '' }, errors: {} };
      renderPage(res, 'register', { form, passwordMin: PASSWORD_MIN, next });
    },

    /** POST /register */
    async register(req: Request, res: Response): Promise<void> {
      if (!registrationOpen) throw new HttpError(403, 'registrationClosed');
      const texts = textsOf(res).forms;
      const refuse = (errors: RegisterFormState['errors']) => {
        const values = typedValues(req.body, ['name', 'username']);
        res.status(422);
        const next = nextOf(req);
        renderPage(res, 'register', { form: { values, errors }, passwordMin: PASSWORD_MIN, next });
      };
      const form = RegisterForm.safeParse(req.body ?? {});
      if (!form.success) return refuse(fieldErrors(form.error, ['name', 'username', 'password'], texts));
      if (!registrations.take(addressOf(req))) throw new HttpError(429, 'tooOften');
      const user = await accounts.register(form.data);
      if (!user) return refuse({ username: texts.usernameTaken() });
      await startSession(req, user);
      res.redirect(303, nextOf(req) ?? HOME);
    },

    /** GET /login */
    showLogin(req: Request, res: Response): void {
      const next = ownPath(req.query['next']);
      if (req.user) return res.redirect(303, next ?? HOME);
      renderPage(res, 'login', { values: { username: '' }, error: null, next });
    },

    /** POST /login. Every attempt counts before the password is compared, and a right password gives it back. */
    async logIn(req: Request, res: Response): Promise<void> {
      const values = typedValues(req.body, ['username']);
      if (!attempts.take(addressOf(req), values.username)) throw new HttpError(429, 'tooOften');
      const form = LoginForm.safeParse(req.body ?? {});
      const user = form.success ? await login.check(form.data) : null;
      if (!user) {
        res.status(401);
        return renderPage(res, 'login', { values, error: textsOf(res).login.wrong(), next: nextOf(req) });
      }
      attempts.forgive(addressOf(req), values.username);
      await startSession(req, user);
      res.redirect(303, nextOf(req) ?? HOME);
    },

    /** POST /logout */
    async logOut(req: Request, res: Response): Promise<void> {
      const { id } = currentUser(req);
      await endSession(req);
      disconnectUser(id);
      res.clearCookie(SESSION_COOKIE);
      res.redirect(303, '/');
    },
  };
}

function addressOf({ ip = '' }: Request): string {
  return ip;
}

/** The path that the form carries in its hidden field, if it is a path on this server. */
function nextOf(req: Request): string | null {
  return ownPath(typedValues(req.body, ['next']).next);
}

/** Resolves when the session is stored under a new id, which protects against session fixation. */
function startSession(req: Request, user: User): Promise<void> {
  return settled((done) => {
    req.logIn(user, done);
  });
}

function endSession(req: Request): Promise<void> {
  return settled((done) => {
    req.session.destroy(done);
  });
}

function settled(run: (done: (error?: unknown) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    run((error) => {
      if (!error) resolve();
      else
        reject(
          error instanceof Error ? error : new Error('The session cannot be written.', { cause: error }),
        );
    });
  });
}
