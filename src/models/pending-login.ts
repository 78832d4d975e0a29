import { Schema, model } from 'mongoose';

/** A login with the right password that waits for the second factor. It gives no access to anything. */
const schema = new Schema({
  user: { type: Schema.Types.ObjectId, ref: 'User', required: true },
  /** The SHA-256 of the token in the cookie. */
  hash: { type: String, required: true, unique: true },
  expiresAt: { type: Date, required: true },
});
schema.index({ user: 1 });
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export const PendingLoginModel = model('PendingLogin', schema);
