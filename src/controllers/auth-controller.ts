import type { Request, RequestHandler, Response } from 'express';
import type { Attempts } from '../middleware/attempts.js';
import { HttpError } from '../middleware/http-error.js';
import { currentUser } from '../middleware/require-user.js';
import { SESSION_COOKIE } from '../middleware/session.js';
import { ownPath } from '../next-path.js';
import { fieldErrors, LoginForm, RegisterForm, typedValues } from '../schemas.js';
import type { Accounts, User } from '../services/accounts.js';
import { renderPage } from '../views/pages.js';
import type { RegisterForm as ShownForm } from '../views/pages.js';

export interface AuthOptions {
  readonly accounts: Accounts;
  readonly attempts: Attempts;
  readonly registrations: { take(address: string): boolean };
  readonly registrationOpen: boolean;
  /** Takes the user out of every call and closes their sockets. */
  disconnectUser(userId: string): void;
}

const HOME = '/home';
const WRONG = 'The username or the password is wrong. Check both and try again.';
const TAKEN = 'This username is taken. Choose another one.';
const CLOSED = 'New accounts cannot be made here just now. Ask whoever runs this server.';
const TOO_OFTEN = 'There were too many attempts. Wait a few minutes and try again.';

export function authController(options: AuthOptions) {
  const { accounts, attempts, registrations, registrationOpen, disconnectUser } = options;

  const showForm = (page: 'register' | 'login') => (req: Request, res: Response) => {
    const next = ownPath(req.query['next']);
    if (req.user) return res.redirect(303, next ?? HOME);
    if (page === 'login') return renderPage(res, 'login', { values: { username: '' }, error: null, next });
    if (!registrationOpen) throw new HttpError(403, CLOSED);
    renderPage(res, 'register', { form: { values: { name: '', username: '' }, errors: {} }, next });
  };

  /** Before the password is looked at. */
  const admitAttempt: RequestHandler = (req, _res, next) => {
    const { username } = typedValues(req.body, ['username']);
    if (!attempts.take(addressOf(req), username)) throw new HttpError(429, TOO_OFTEN);
    req.body = { ...(req.body as object | undefined), ...LoginForm.safeParse(req.body ?? {}).data };
    next();
  };

  return {
    /** GET /register */
    showRegister: showForm('register'),

    /** POST /register */
    async register(req: Request, res: Response): Promise<void> {
      if (!registrationOpen) throw new HttpError(403, CLOSED);
      const refuse = (errors: ShownForm['errors']) => {
        const values = typedValues(req.body, ['name', 'username']);
        res.status(422);
        renderPage(res, 'register', { form: { values, errors }, next: nextOf(req) });
      };
      const form = RegisterForm.safeParse(req.body ?? {});
      if (!form.success) return refuse(fieldErrors(form.error, ['name', 'username', 'password']));
      if (!registrations.take(addressOf(req))) throw new HttpError(429, TOO_OFTEN);
      const user = await accounts.register(form.data);
      if (!user) return refuse({ username: TAKEN });
      await startSession(req, user);
      res.redirect(303, nextOf(req) ?? HOME);
    },

    /** GET /login */
    showLogin: showForm('login'),

    admitAttempt,

    /** POST /login, when the password has been looked at */
    async logIn(req: Request, res: Response): Promise<void> {
      const { username } = typedValues(req.body, ['username']);
      if (!req.user) {
        res.status(401);
        return renderPage(res, 'login', { values: { username }, error: WRONG, next: nextOf(req) });
      }
      attempts.forgive(addressOf(req), username);
      await startSession(req, req.user);
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

function nextOf(req: Request): string | null {
  return ownPath(typedValues(req.body, ['next']).next);
}

/** Resolves when the session has a new id, which nobody else can have known before, and is stored. */
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
        reject(error instanceof Error ? error : new Error('The session cannot be kept.', { cause: error }));
    });
  });
}
