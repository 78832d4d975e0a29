import { isHttps } from './config.js';
import type { Config } from './config.js';
import { createCookieScope } from './middleware/cookie-scope.js';
import { createChallenges } from './middleware/challenges.js';
import { createPendingLoginCookie } from './middleware/pending-login-cookie.js';
import { createRelyingParty } from './security/relying-party.js';
import { deriveKey } from './security/secrets.js';
import { createChallengeSigner } from './security/signed-challenge.js';
import { createPasskeys } from './services/passkeys.js';
import { createPendingLogins } from './services/pending-logins.js';
import { createRecoveryCodes } from './services/recovery-codes.js';
import { createSecondFactor } from './services/second-factor.js';
import { createUsedChallenges } from './services/used-challenges.js';

export interface SecondFactorPartsOptions {
  readonly config: Pick<Config, 'publicUrl' | 'basePath' | 'trustProxy' | 'tls'>;
  readonly secret: string;
  /** ms since the epoch */
  readonly now: () => number;
}

/** Everything that passkeys, recovery codes and the second step of a login need. */
export function createSecondFactorParts({ config, secret, now }: SecondFactorPartsOptions) {
  const overHttps = isHttps(config);
  const scope = createCookieScope({ isHttps: overHttps, basePath: config.basePath });
  return {
    publicUrl: config.publicUrl && `${config.publicUrl}${config.basePath}`,
    relyingParty: createRelyingParty(config),
    passkeys: createPasskeys(now),
    recoveryCodes: createRecoveryCodes(),
    secondFactor: createSecondFactor(),
    pendingLogin: createPendingLoginCookie(createPendingLogins(now), { isHttps: overHttps, scope }),
    challenges: createChallenges({
      signer: createChallengeSigner(deriveKey(secret, 'passkey challenge')),
      used: createUsedChallenges(),
      isHttps: overHttps,
      scope,
      now,
    }),
  };
}
