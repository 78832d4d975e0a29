import { createHmac } from 'node:crypto';
import type { IceServer } from '../shared/protocol.js';

export interface IceServersConfig {
  readonly stunUrls: readonly string[];
  readonly turnUrls: readonly string[];
  /** The secret of the TURN server (coturn: `static-auth-secret`). Browsers refuse a TURN URL without credentials. */
  readonly turnSecret: string | null;
}

export interface IceServers {
  /**
   * The STUN and TURN servers for the pages of a session, and the time for which the credentials are valid; null without
   * credentials. Empty unless the operator has configured any.
   */
  forSession(sessionId: string): { iceServers: IceServer[]; iceServersTtlMs: number | null };
}

/**
 * Lifetime of TURN credentials. A TURN server checks them when a client makes an allocation. Pages ask for new ones in
 * time, so that an ended session soon cannot use the TURN server any more.
 */
export const TURN_CREDENTIAL_SECONDS = 15 * 60;

export function createIceServers(config: IceServersConfig, now: () => number = Date.now): IceServers {
  const { stunUrls, turnUrls, turnSecret } = config;
  const stun = stunUrls.length > 0 ? [{ urls: [...stunUrls] }] : [];
  return {
    forSession(sessionId) {
      if (turnUrls.length === 0 || turnSecret === null) return { iceServers: stun, iceServersTtlMs: null };
      // The TURN server knows the secret and checks the expiry time and the hash on its own:
      // https://datatracker.ietf.org/doc/html/draft-uberti-behave-turn-rest-00
      // The username names the session by a keyed hash: the TURN server learns neither the user nor the session id.
      const session = createHmac('sha256', turnSecret).update(sessionId).digest('base64url').slice(0, 22);
      const username = `${Math.floor(now() / 1000) + TURN_CREDENTIAL_SECONDS}:${session}`;
      const credential = createHmac('sha1', turnSecret).update(username).digest('base64');
      return {
        iceServers: [...stun, { urls: [...turnUrls], username, credential }],
        iceServersTtlMs: TURN_CREDENTIAL_SECONDS * 1_000,
      };
    },
  };
}
