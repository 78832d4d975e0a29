import type { RequestHandler } from 'express';
import { Passport } from 'passport';
import { Strategy } from 'passport-local';
import type { Accounts, User as Account } from '../services/accounts.js';

declare global {
  // Passport's own place for saying what `req.user` is.
  // eslint-disable-next-line @typescript-eslint/no-namespace
  namespace Express {
    // eslint-disable-next-line @typescript-eslint/no-empty-object-type
    interface User extends Account {}
  }
}

export interface Login {
  /** Recognises on each request who has logged in, and puts them into `req.user`. */
  readonly recognise: RequestHandler;
  /** Checks username and password of the form; puts the person into `req.user`, or nobody. */
  readonly check: RequestHandler;
}

/** A session holds the id of the user alone: who they are is read anew each time, and nobody outlives their account. */
export function createLogin(accounts: Accounts): Login {
  const passport = new Passport();
  passport.use(
    new Strategy((username, password, done) => {
      accounts.authenticate(username, password).then((user) => {
        done(null, user ?? false);
      }, done);
    }),
  );
  passport.serializeUser((user, done) => {
    done(null, user.id);
  });
  passport.deserializeUser((id: string, done) => {
    accounts.find(id).then((user) => {
      done(null, user ?? false);
    }, done);
  });
  const check: RequestHandler = (req, res, next) => {
    const decide = (error: unknown, user: Account | false | null) => {
      // Whose session this is does not tell whose password it was.
      if (user) req.user = user;
      else delete req.user;
      next(error);
    };
    (passport.authenticate('local', decide) as RequestHandler)(req, res, next);
  };
  return { recognise: passport.session() as RequestHandler, check };
}
