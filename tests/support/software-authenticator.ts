import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { CERTIFICATE, CERTIFICATE_KEY } from './attestation-certificate.js';

interface CreationOptions {
  readonly challenge: string;
  readonly rp: { readonly id?: string };
  readonly user: { readonly id: string };
}

interface UseOptions {
  readonly challenge: string;
  readonly rpId?: string;
}

/** What an honest browser and authenticator would not do. */
export interface Deviations {
  origin?: string;
  crossOrigin?: boolean;
  rpId?: string;
  isUserVerified?: boolean;
  /** By default it grows by one with each use. */
  counter?: number;
  userHandle?: string | null;
  /** Signs with another key. */
  isForged?: boolean;
  /** Who signs that the passkey is genuine: nobody, its own key, or the maker of the authenticator. */
  attestation?: 'none' | 'self' | 'certificate';
}

const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;
const HAS_CREDENTIAL = 0x40;

/** One passkey in a program: answers challenges as a browser with an authenticator does (WebAuthn, sections 6.1 and 6.5). */
export class SoftwareAuthenticator {
  readonly credentialId = randomBytes(32);
  readonly #origin: string;
  readonly #keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  #rpId = '';
  #userHandle = '';
  #counter = 0;

  constructor(origin: string) {
    this.#origin = origin;
  }

  /** The JSON of `navigator.credentials.create`. */
  create({ challenge, rp, user }: CreationOptions, deviations: Deviations = {}): string {
    this.#rpId = rp.id ?? '';
    this.#userHandle = user.id;
    const { attestation: signer = 'none' } = deviations;
    const clientData = this.#clientData('webauthn.create', challenge, deviations);
    const length = Buffer.alloc(2);
    length.writeUInt16BE(this.credentialId.length);
    const credential = [Buffer.alloc(16), length, this.credentialId, coseKey(this.#keys.publicKey)];
    const authData = Buffer.concat([this.#authData(HAS_CREDENTIAL, deviations), ...credential]);
    const attestation = Buffer.concat([
      Buffer.from([0xa3]),
      ...[cborText('fmt'), cborText(signer === 'none' ? 'none' : 'packed')],
      ...[cborText('attStmt'), this.#statement(signer, signatureBase(authData, clientData))],
      ...[cborText('authData'), cborBytes(authData)],
    ]);
    return this.#answer({
      clientDataJSON: base64url(clientData),
      attestationObject: base64url(attestation),
      transports: ['internal'],
    });
  }

  /** The JSON of `navigator.credentials.get`. */
  use({ challenge }: UseOptions, deviations: Deviations = {}): string {
    this.#counter = deviations.counter ?? this.#counter + 1;
    const clientData = this.#clientData('webauthn.get', challenge, deviations);
    const authData = this.#authData(0, deviations);
    const signed = signatureBase(authData, clientData);
    const { privateKey } = deviations.isForged
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : this.#keys;
    const { userHandle = this.#userHandle } = deviations;
    return this.#answer({
      clientDataJSON: base64url(clientData),
      authenticatorData: base64url(authData),
      signature: base64url(sign('sha256', signed, privateKey)),
      ...(userHandle !== null && { userHandle }),
    });
  }

  /** The attestation as CBOR: `{}`, `{ alg, sig }` or `{ alg, sig, x5c }` (WebAuthn, sections 8.2 and 8.7). */
  #statement(signer: 'none' | 'self' | 'certificate', signed: Buffer): Buffer {
    if (signer === 'none') return Buffer.from([0xa0]);
    const key = signer === 'self' ? this.#keys.privateKey : CERTIFICATE_KEY;
    const signature = [cborText('sig'), cborBytes(sign('sha256', signed, key))];
    const chain = [cborText('x5c'), Buffer.from([0x81]), cborBytes(CERTIFICATE)];
    const es256 = [cborText('alg'), Buffer.from([0x26])];
    return signer === 'self'
      ? Buffer.concat([Buffer.from([0xa2]), ...es256, ...signature])
      : Buffer.concat([Buffer.from([0xa3]), ...es256, ...signature, ...chain]);
  }

  #answer(response: object): string {
    const id = base64url(this.credentialId);
    return JSON.stringify({ id, rawId: id, type: 'public-key', clientExtensionResults: {}, response });
  }

  #clientData(type: string, challenge: string, { origin = this.#origin, crossOrigin = false }: Deviations) {
    return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin }));
  }

  #authData(flags: number, { rpId = this.#rpId, isUserVerified = true }: Deviations): Buffer {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(this.#counter);
    const allFlags = flags | USER_PRESENT | (isUserVerified ? USER_VERIFIED : 0);
    return Buffer.concat([createHash('sha256').update(rpId).digest(), Buffer.from([allFlags]), counter]);
  }
}

/** An EC2 key for ES256 on P-256 as CBOR: `{ 1: 2, 3: -7, -1: 1, -2: x, -3: y }` (RFC 9053, section 7.1.1). */
function coseKey(key: KeyObject): Buffer {
  const { x = '', y = '' } = key.export({ format: 'jwk' });
  const [head, beforeX, beforeY] = ['a5010203262001', '215820', '225820'].map((hex) =>
    Buffer.from(hex, 'hex'),
  );
  return Buffer.concat([
    ...[head!, beforeX!, Buffer.from(x, 'base64url')],
    ...[beforeY!, Buffer.from(y, 'base64url')],
  ]);
}

/** What WebAuthn signs. */
function signatureBase(authData: Buffer, clientData: Buffer): Buffer {
  return Buffer.concat([authData, createHash('sha256').update(clientData).digest()]);
}

function cborBytes(bytes: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([Buffer.from([0x59]), length, bytes]);
}

/** At most 23 bytes. */
function cborText(text: string): Buffer {
  return Buffer.concat([Buffer.from([0x60 + text.length]), Buffer.from(text)]);
}

function base64url(bytes: Buffer): string {
  return bytes.toString('base64url');
}
