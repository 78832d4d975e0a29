import type { Request, RequestHandler } from 'express';
import { Passport } from 'passport';
import { Strategy } from 'passport-local';
import type { Accounts, User as Account } from '../services/accounts.js';

declare global {
  // Passport declares `req.user` by this interface, and only a namespace can extend it.
  // eslint-disable-next-line @typescript-eslint/no-namespace
  namespace Express {
    // eslint-disable-next-line @typescript-eslint/no-empty-object-type
    interface User extends Account {}
  }
}

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

export interface Login {
  /** Puts the user of the session into `req.user`. */
  readonly recognise: RequestHandler;
  /**
   * Resolves to the user, or to null for an unknown username and for a wrong password alike.
   * @throws {AccountDisabledError} for the right password of a disabled account
   */
  check(credentials: Credentials): Promise<Account | null>;
}

/** A session holds only the user's id. Each request reads the account again, so a deleted or disabled account ends its sessions. */
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

  return {
    recognise: passport.session() as RequestHandler,
    check: (credentials) =>
      new Promise((resolve, reject) => {
        const decide = (error: unknown, user: Account | false | null | undefined) => {
          if (error) reject(error instanceof Error ? error : new Error('Passport failed.', { cause: error }));
          else resolve(user || null);
        };
        const authenticate = passport.authenticate('local', decide) as (...args: unknown[]) => void;
        // passport-local also reads the query string of a request, so it gets only the checked credentials.
        const request = { body: credentials, query: {} } as Pick<Request, 'body' | 'query'>;
        authenticate(request, {}, reject);
      }),
  };
}
