import { Schema, model } from 'mongoose';

/** A code that replaces a passkey once. A use deletes it. */
const schema = new Schema({
  user: { type: Schema.Types.ObjectId, ref: 'User', required: true },
  /** The SHA-256 of the id of the user and the code. */
  hash: { type: String, required: true },
});
schema.index({ user: 1, hash: 1 }, { unique: true });

export const RecoveryCodeModel = model('RecoveryCode', schema);
