import { Schema, model } from 'mongoose';
import type { InferSchemaType, Types } from 'mongoose';

/** A WebAuthn credential. Binary values are in base64url, as browsers and `@simplewebauthn/server` exchange them. */
const schema = new Schema({
  user: { type: Schema.Types.ObjectId, ref: 'User', required: true },
  /** Tells the passkeys of a user apart. */
  name: { type: String, required: true },
  credentialId: { type: String, required: true, unique: true },
  /** The public key as a COSE key (RFC 9052, section 7). */
  publicKey: { type: String, required: true },
  /** The number of signatures that the authenticator reported last. Many authenticators always report 0. */
  counter: { type: Number, required: true },
  /** How the browser reaches the authenticator, such as `internal` or `usb`. */
  transports: { type: [String], required: true },
  /** The host name for which the passkey was made. Browsers offer it on no other one. */
  rpId: { type: String, required: true },
  createdAt: { type: Date, required: true },
  /** Null until the first use. */
  lastUsedAt: { type: Date, default: null },
});
schema.index({ user: 1, createdAt: 1 });

export type PasskeyRecord = InferSchemaType<typeof schema> & { _id: Types.ObjectId };
export const PasskeyModel = model('Passkey', schema);
