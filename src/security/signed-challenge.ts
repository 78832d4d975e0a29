import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** A WebAuthn challenge that the server has signed, so that it need not store the challenges that nobody answers. */
export interface SignedChallenge {
  /** 256 random bits in base64url. */
  readonly challenge: string;
  /** ms since the epoch */
  readonly expiresAt: number;
}

const CHALLENGE_BYTES = 32;
const FORM = /^([\w-]{43})\.(\d{1,15})\.([\w-]{43})$/;

export interface ChallengeSigner {
  create(expiresAt: number): SignedChallenge;
  /** Returns a text for a cookie. Only `read` with the same `purpose` accepts it. */
  sign(signed: SignedChallenge, purpose: string): string;
  /** Returns null unless `sign` has made the text for this purpose. Does not check the time. */
  read(text: string, purpose: string): SignedChallenge | null;
}

export function createChallengeSigner(key: string): ChallengeSigner {
  const mac = ({ challenge, expiresAt }: SignedChallenge, purpose: string) =>
    createHmac('sha256', key).update(`${challenge}.${expiresAt}.${purpose}`).digest('base64url');
  return {
    create: (expiresAt) => ({ challenge: randomBytes(CHALLENGE_BYTES).toString('base64url'), expiresAt }),
    sign: (signed, purpose) => `${signed.challenge}.${signed.expiresAt}.${mac(signed, purpose)}`,
    read(text, purpose) {
      const [, challenge, expiresAt, signature] = FORM.exec(text) ?? [];
      if (challenge === undefined || signature === undefined) return null;
      const signed = { challenge, expiresAt: Number(expiresAt) };
      return timingSafeEqual(Buffer.from(mac(signed, purpose)), Buffer.from(signature)) ? signed : null;
    },
  };
}
