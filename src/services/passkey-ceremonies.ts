import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/server';

export type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
};

/** The site as WebAuthn sees it. */
export interface RelyingParty {
  /** The host name for which browsers make and offer passkeys. */
  readonly id: string;
  /** Whether pages of this origin belong to the site. */
  isOwnOrigin(origin: string): boolean;
}

/** What the browser must have signed. `challenge` is in base64url. */
export interface Expected {
  readonly rp: RelyingParty;
  readonly challenge: string;
}

/** The word in the log for the reason of a refusal. */
export type CeremonyRefusal = 'unreadable' | 'wrong-challenge' | 'foreign-origin' | 'not-verified';

export type Outcome<T, Refusal extends string> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: Refusal };

/** A stored key. Binary values are in base64url. */
export interface StoredKey {
  readonly credentialId: string;
  readonly publicKey: string;
  readonly transports: readonly string[];
}

export interface NewKey extends StoredKey {
  readonly counter: number;
}

/** The time that people have for the dialogs of their browser. */
export const CEREMONY_MS = 5 * 60_000;

const SITE_NAME = 'Parley';
/** EdDSA, ES256 and RS256 (the registry of COSE algorithms), which Node 20 can verify. */
const ALGORITHMS = [-8, -7, -257];

// Most servers never see a passkey, and this package costs 0.2 s of the start and 25 MB: it is loaded at the first use.
const webAuthn = () => import('@simplewebauthn/server');
const helpers = () => import('@simplewebauthn/server/helpers');

/** What the page passes to the browser to make a passkey that also works as the only factor of a login. */
export async function creationOptions(
  { rp, challenge }: Expected,
  user: { readonly id: string; readonly name: string; readonly username: string },
  existing: readonly StoredKey[],
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  return (await webAuthn()).generateRegistrationOptions({
    rpName: SITE_NAME,
    rpID: rp.id,
    userID: new TextEncoder().encode(user.id),
    userName: user.username,
    userDisplayName: user.name,
    challenge: bytesOf(challenge),
    timeout: CEREMONY_MS,
    attestationType: 'none',
    excludeCredentials: existing.map(descriptor),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    supportedAlgorithmIDs: ALGORITHMS,
  });
}

/**
 * What the page passes to the browser to use a passkey: one of `allowed`, or without it any passkey of this site, whose
 * authenticator must then verify the person (by fingerprint, face or PIN).
 */
export async function requestOptions(
  { rp, challenge }: Expected,
  allowed: readonly StoredKey[] | null,
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  return (await webAuthn()).generateAuthenticationOptions({
    rpID: rp.id,
    challenge: bytesOf(challenge),
    timeout: CEREMONY_MS,
    userVerification: allowed ? 'preferred' : 'required',
    ...(allowed && { allowCredentials: allowed.map(descriptor) }),
  });
}

/** Checks the answer to `creationOptions`. */
export async function verifyCreation(
  response: RegistrationResponseJSON,
  { rp, challenge }: Expected,
): Promise<Outcome<NewKey, CeremonyRefusal>> {
  const client = await readClientData(response.response.clientDataJSON, { rp, challenge });
  if (!client.ok) return client;
  try {
    if (!(await isUnattested(response))) return refused('not-verified');
    const { registrationInfo } = await (
      await webAuthn()
    ).verifyRegistrationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: client.value,
      expectedRPID: rp.id,
      requireUserVerification: true,
      supportedAlgorithmIDs: ALGORITHMS,
    });
    if (!registrationInfo) return refused('not-verified');
    const { id, publicKey, counter } = registrationInfo.credential;
    return {
      ok: true,
      value: {
        credentialId: id,
        publicKey: Buffer.from(publicKey).toString('base64url'),
        counter,
        transports: response.response.transports ?? [],
      },
    };
  } catch {
    // The package throws for everything that is wrong with an answer.
    return refused('not-verified');
  }
}

/**
 * Checks the answer to `requestOptions`. Resolves to the counter of the authenticator, which the caller compares with the
 * stored one.
 */
export async function verifyUse(
  response: AuthenticationResponseJSON,
  key: StoredKey,
  { rp, challenge, mustVerifyUser }: Expected & { readonly mustVerifyUser: boolean },
): Promise<Outcome<number, CeremonyRefusal>> {
  const client = await readClientData(response.response.clientDataJSON, { rp, challenge });
  if (!client.ok) return client;
  try {
    const { verified, authenticationInfo } = await (
      await webAuthn()
    ).verifyAuthenticationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: client.value,
      expectedRPID: rp.id,
      // The caller compares the counter only after the signature is known to be right: a forged answer must not look
      // like a copied authenticator in the log. A stored counter of 0 lets every counter pass here.
      credential: { id: key.credentialId, publicKey: bytesOf(key.publicKey), counter: 0 },
      requireUserVerification: mustVerifyUser,
    });
    return verified ? { ok: true, value: authenticationInfo.newCounter } : refused('not-verified');
  } catch {
    // The package throws for everything that is wrong with an answer.
    return refused('not-verified');
  }
}

/** Resolves to the origin of the page that asked for the answer, if the answer is for this site and this challenge. */
async function readClientData(
  clientDataJSON: string,
  { rp, challenge }: Expected,
): Promise<Outcome<string, CeremonyRefusal>> {
  const { decodeClientDataJSON } = await helpers();
  try {
    const data = decodeClientDataJSON(clientDataJSON);
    if (data.challenge !== challenge) return refused('wrong-challenge');
    // A frame inside a page of another site could trick the person. No page may embed Parley, so this is never honest.
    if (data.crossOrigin === true || !rp.isOwnOrigin(data.origin)) return refused('foreign-origin');
    return { ok: true, value: data.origin };
  } catch {
    return refused('unreadable');
  }
}

/**
 * Whether the answer names no maker of the authenticator. Parley asks for no attestation, and checking one could make the
 * server download lists of revoked certificates from other hosts. Browsers may pass on a signature of the key itself.
 */
async function isUnattested({ response }: RegistrationResponseJSON): Promise<boolean> {
  const { decodeAttestationObject } = await helpers();
  const attestation = decodeAttestationObject(bytesOf(response.attestationObject));
  const format = attestation.get('fmt');
  return format === 'none' || (format === 'packed' && attestation.get('attStmt').get('x5c') === undefined);
}

function descriptor({ credentialId, transports }: StoredKey) {
  return { id: credentialId, transports: [...transports] };
}

function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(base64url, 'base64url'));
}

function refused<Refusal extends string>(reason: Refusal): Outcome<never, Refusal> {
  return { ok: false, reason };
}
