import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { parse } from 'cookie';
import { sign, unsign } from 'cookie-signature';
import type { Response } from 'express';
import type { CookieScope } from './cookie-scope.js';

/** A person without an account. The server stores nothing: the signed cookie is the session. */
export interface Guest {
  readonly id: string;
}

export interface GuestSessions {
  /** Resolves to the guest whom the cookie of the request names, or to null without a valid one. */
  read(request: Pick<IncomingMessage, 'headers'>): Guest | null;
  /** Makes the browser a guest. */
  start(response: Response): Guest;
}

export interface GuestSessionOptions {
  readonly secret: string;
  /** Whether people use HTTPS only. */
  readonly isHttps: boolean;
  readonly scope: CookieScope;
  /** ms since the epoch */
  readonly now: () => number;
}

const COOKIE = 'parley.guest';
/** Long enough for the longest call of a day. A guest who comes back later is a new guest. */
const LIFETIME_MS = 24 * 60 * 60 * 1_000;
/** As long as the id of a record in the database, because attendances refer to users and guests alike. */
const ID_BYTES = 12;
const VALUE = /^([0-9a-f]{24})\.(\d{1,15})$/;

export function createGuestSessions({ secret, isHttps, scope, now }: GuestSessionOptions): GuestSessions {
  const name = scope.name(COOKIE);
  return {
    read({ headers }) {
      const value = unsign(parse(headers.cookie ?? '')[name] ?? '', secret);
      const [, id, expiresAt] = VALUE.exec(value || '') ?? [];
      return id !== undefined && Number(expiresAt) > now() ? { id } : null;
    },
    start(response) {
      const id = randomBytes(ID_BYTES).toString('hex');
      const value = sign(`${id}.${now() + LIFETIME_MS}`, secret);
      response.cookie(name, value, {
        path: scope.path,
        httpOnly: true,
        sameSite: 'lax',
        secure: isHttps || response.req.secure,
        maxAge: LIFETIME_MS,
      });
      return { id };
    },
  };
}

/** Names the sockets of a guest, as the id of a session names those of the session. */
export function guestSession(guestId: string): string {
  return `guest:${guestId}`;
}
