import { Schema, model } from 'mongoose';

/** The key pair with which Parley identifies itself to push services (RFC 8292). */
const schema = new Schema({
  /** Tells apart the keys of servers that share a database, but not their secret. */
  keyId: { type: String, required: true, unique: true },
  publicKey: { type: String, required: true },
  /** The private key, encrypted with a key that comes from the secret of the server. */
  sealedPrivateKey: { type: String, required: true },
  createdAt: { type: Date, required: true },
});

export const VapidKeyModel = model('VapidKey', schema);
