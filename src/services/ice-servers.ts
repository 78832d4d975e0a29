import { createHmac } from 'node:crypto';
import type { IceServer } from '../shared/protocol.js';

export interface IceServersConfig {
  readonly stunUrls: readonly string[];
  readonly turnUrls: readonly string[];
  /** The secret of the TURN server (coturn: `static-auth-secret`). Browsers refuse a TURN URL without credentials. */
  readonly turnSecret: string | null;
}

export interface IceServers {
  /** The STUN and TURN servers for this user's pages. Empty unless the operator has configured any. */
  forUser(userId: string): IceServer[];
  /** Whether the operator has configured any. */
  readonly areConfigured: boolean;
}

/** Lifetime of TURN credentials. A TURN server checks them when a client makes an allocation. */
export const TURN_CREDENTIAL_SECONDS = 12 * 60 * 60;

export function createIceServers(config: IceServersConfig, now: () => number = Date.now): IceServers {
  const { stunUrls, turnUrls, turnSecret } = config;
  const stun = stunUrls.length > 0 ? [{ urls: [...stunUrls] }] : [];
  return {
    areConfigured: stunUrls.length > 0 || turnUrls.length > 0,
    forUser(userId) {
      if (turnUrls.length === 0 || turnSecret === null) return stun;
      // The TURN server knows the secret and checks the expiry time and the hash on its own:
      // https://datatracker.ietf.org/doc/html/draft-uberti-behave-turn-rest-00
      const username = `${Math.floor(now() / 1000) + TURN_CREDENTIAL_SECONDS}:${userId}`;
      const credential = createHmac('sha1', turnSecret).update(username).digest('base64');
      return [...stun, { urls: [...turnUrls], username, credential }];
    },
  };
}
