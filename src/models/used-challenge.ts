import { Schema, model } from 'mongoose';

/** A WebAuthn challenge that has been answered. Its unique index makes a second answer fail, on all servers. */
const schema = new Schema({
  challenge: { type: String, required: true, unique: true },
  expiresAt: { type: Date, required: true },
});
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export const UsedChallengeModel = model('UsedChallenge', schema);
