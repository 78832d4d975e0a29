import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

export interface Seal {
  /** Encrypts a text. The result is base64url. */
  seal(text: string): string;
  /** Decrypts what `seal` returned. Returns null if another key has sealed it or somebody has changed it. */
  open(sealed: string): string | null;
}

/** @param key 32 bytes in base64url, as `deriveKey` returns them */
export function createSeal(key: string): Seal {
  const bytes = Buffer.from(key, 'base64url');
  return {
    seal(text) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(CIPHER, bytes, iv);
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url');
    },

    open(sealed) {
      const all = Buffer.from(sealed, 'base64url');
      if (all.length < IV_BYTES + TAG_BYTES) return null;
      const decipher = createDecipheriv(CIPHER, bytes, all.subarray(0, IV_BYTES), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAuthTag(all.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
      try {
        return (
          decipher.update(all.subarray(IV_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
        );
      } catch {
        return null; // the tag does not match
      }
    },
  };
}
