import { createDecipheriv, createECDH, createHmac, hkdfSync, randomBytes } from 'node:crypto';

const TAG_BYTES = 16;
const SALT_BYTES = 16;

/** The keys of a browser that has subscribed, and what it does with a message (RFC 8291, RFC 8188). */
export class PushBrowser {
  readonly endpoint: string;
  readonly #ecdh = createECDH('prime256v1');
  readonly #auth = randomBytes(16);

  constructor(endpoint = `https://push.example/${randomBytes(8).toString('hex')}`) {
    this.endpoint = endpoint;
    this.#ecdh.generateKeys();
  }

  /** The fields of the form on the account page. */
  fields() {
    const p256dh = this.#ecdh.getPublicKey('base64url');
    return { endpoint: this.endpoint, p256dh, auth: this.#auth.toString('base64url') };
  }

  /** Decrypts the body of a request to the push service. Throws if it is not for this browser. */
  decrypt(body: Buffer): unknown {
    const salt = body.subarray(0, SALT_BYTES);
    const keyLength = body.readUInt8(SALT_BYTES + 4);
    const senderKey = body.subarray(SALT_BYTES + 5, SALT_BYTES + 5 + keyLength);
    const sealed = body.subarray(SALT_BYTES + 5 + keyLength);
    const info = Buffer.concat([Buffer.from('WebPush: info\0'), this.#ecdh.getPublicKey(), senderKey]);
    const shared = this.#ecdh.computeSecret(senderKey);
    const ikm = createHmac('sha256', createHmac('sha256', this.#auth).update(shared).digest())
      .update(Buffer.concat([info, Buffer.from([1])]))
      .digest();
    const derive = (purpose: string, bytes: number) =>
      Buffer.from(hkdfSync('sha256', ikm, salt, `Content-Encoding: ${purpose}\0`, bytes));
    const decipher = createDecipheriv('aes-128-gcm', derive('aes128gcm', 16), derive('nonce', 12));
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
    const padded = Buffer.concat([decipher.update(sealed.subarray(0, -TAG_BYTES)), decipher.final()]);
    const end = padded.lastIndexOf(2); // the delimiter of the last record
    return JSON.parse(padded.subarray(0, end).toString());
  }
}
