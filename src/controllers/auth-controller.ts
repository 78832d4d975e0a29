import type { Request, Response } from 'express';
import type { Log } from '../logging/log.js';
import { addressOf } from '../middleware/address-of.js';
import { HttpError } from '../middleware/http-error.js';
import type { Credentials, Login } from '../middleware/passport.js';
import { currentUser } from '../middleware/require-user.js';
import type { Sessions } from '../middleware/session.js';
import type { Attempts, LoginAttempts } from '../security/attempts.js';
import { ownPath } from '../security/next-path.js';
import type { Accounts, User } from '../services/accounts.js';
import { BusyError } from '../services/work-limit.js';
import { PASSWORD_MIN } from '../shared/limits.js';
import type { RegisterForm as RegisterFormState } from '../views/pages.js';
import { renderPage, textsOf } from '../views/pages.js';
import { fieldErrors, LoginForm, RegisterForm, typedValues } from './form-schemas.js';

export interface AuthOptions {
  readonly accounts: Accounts;
  readonly login: Login;
  readonly attempts: LoginAttempts;
  /** By address. */
  readonly registrations: Attempts;
  readonly registrationOpen: boolean;
  readonly log: Pick<Log, 'info'>;
  readonly sessions: Pick<Sessions, 'clearCookie' | 'endOldest'>;
  /** Ends the pages that are connected with this session: they leave their calls, and their sockets close. */
  disconnectSession(sessionId: string): void;
}

type Refusal = 'wrong-password' | 'too-many-attempts' | 'busy';

const HOME = '/home';

export function authController(options: AuthOptions) {
  const { accounts, login, attempts, registrations, registrationOpen, log, sessions, disconnectSession } =
    options;

  /** Logs the refusal, without the username: people type their passwords into the wrong field. */
  function refused(what: 'login' | 'registration', reason: Refusal, req: Request): void {
    log.info(`${what} refused reason=${reason} address=${addressOf(req)}`);
  }

  /** Resolves to null if the password is wrong. An attempt counts before the password is compared. */
  async function authenticate(req: Request, credentials: Credentials): Promise<User | null> {
    const attempt = attempts.begin(addressOf(req), credentials.username);
    if (!attempt) {
      refused('login', 'too-many-attempts', req);
      throw new HttpError(429, 'tooOften');
    }
    try {
      const user = await login.check(credentials);
      if (user) attempt.succeeded();
      return user;
    } catch (error) {
      attempt.cancelled();
      if (error instanceof BusyError) refused('login', 'busy', req);
      throw error;
    }
  }

  async function createAccount(req: Request, account: Parameters<Accounts['register']>[0]) {
    if (!registrations.take(addressOf(req))) {
      refused('registration', 'too-many-attempts', req);
      throw new HttpError(429, 'tooOften');
    }
    try {
      return await accounts.register(account);
    } catch (error) {
      if (error instanceof BusyError) refused('registration', 'busy', req);
      throw error;
    }
  }

  /** Resolves when the session is stored under a new id, which protects against session fixation. */
  async function startSession(req: Request, user: User): Promise<void> {
    await settled((done) => {
      req.logIn(user, done);
    });
    await sessions.endOldest({ sessionId: req.sessionID, userId: user.id });
  }

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
      const user = await createAccount(req, form.data);
      if (!user) return refuse({ username: texts.usernameTaken() });
      attempts.remember(addressOf(req), user.username);
      await startSession(req, user);
      log.info(`registered user=${user.id} address=${addressOf(req)}`);
      res.redirect(303, nextOf(req) ?? HOME);
    },

    /** GET /login */
    showLogin(req: Request, res: Response): void {
      const next = ownPath(req.query['next']);
      if (req.user) return res.redirect(303, next ?? HOME);
      renderPage(res, 'login', { values: { username: '' }, error: null, next });
    },

    /** POST /login */
    async logIn(req: Request, res: Response): Promise<void> {
      const values = typedValues(req.body, ['username']);
      const form = LoginForm.safeParse(req.body ?? {});
      const user = form.success ? await authenticate(req, form.data) : null;
      if (!user) {
        refused('login', 'wrong-password', req);
        res.status(401);
        return renderPage(res, 'login', { values, error: textsOf(res).login.wrong(), next: nextOf(req) });
      }
      await startSession(req, user);
      log.info(`logged in user=${user.id} address=${addressOf(req)}`);
      res.redirect(303, nextOf(req) ?? HOME);
    },

    /** POST /logout */
    async logOut(req: Request, res: Response): Promise<void> {
      const { sessionID } = req;
      const { id } = currentUser(req);
      await endSession(req);
      log.info(`logged out user=${id} address=${addressOf(req)}`);
      disconnectSession(sessionID);
      sessions.clearCookie(res);
      res.redirect(303, '/');
    },
  };
}

/** The path that the form carries in its hidden field, if it is a path on this server. */
function nextOf(req: Request): string | null {
  return ownPath(typedValues(req.body, ['next']).next);
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
