import { createHmac } from 'node:crypto';
import type { IceServer } from '../shared/protocol.js';

export interface IceServersConfig {
  readonly stunUrls: readonly string[];
  readonly turnUrls: readonly string[];
  /** Shared with the TURN server (coturn: `static-auth-secret`). Browsers refuse a TURN URL without credentials. */
  readonly turnSecret: string | null;
}

export interface IceServers {
  /** What a page may ask for its public address and for a relay; empty unless the operator names servers. */
  forUser(userId: string): IceServer[];
  /** Whether the operator names any. */
  readonly areNamed: boolean;
}

/** How long TURN credentials hold; a TURN server checks them when an allocation is made. */
export const TURN_CREDENTIAL_SECONDS = 12 * 60 * 60;

export function createIceServers(config: IceServersConfig, now: () => number = Date.now): IceServers {
  const { stunUrls, turnUrls, turnSecret } = config;
  const stun = stunUrls.length > 0 ? [{ urls: [...stunUrls] }] : [];
  return {
    areNamed: stunUrls.length > 0 || turnUrls.length > 0,
    forUser(userId) {
      if (turnUrls.length === 0 || turnSecret === null) return stun;
      // The TURN REST scheme: the TURN server knows the secret, and checks both time and hash by itself.
      const username = `${Math.floor(now() / 1000) + TURN_CREDENTIAL_SECONDS}:${userId}`;
      const credential = createHmac('sha1', turnSecret).update(username).digest('base64');
      return [...stun, { urls: [...turnUrls], username, credential }];
    },
  };
}
