import { Schema, model } from 'mongoose';

/** How far one key has used up one limit. All times are in ms since 1970, except `expiresAt`. */
const schema = new Schema(
  {
    /** A keyed hash, so that the database contains neither the username nor the address that the limit is about. */
    _id: { type: String, required: true },
    level: { type: Number, required: true },
    at: { type: Number, required: true },
    until: { type: Number, required: true },
    /** Grows by one with each change. A write names the revision that it replaces, so no server overwrites another. */
    revision: { type: Number, required: true },
    /** The time from which on this record equals a missing one. */
    expiresAt: { type: Date, required: true },
  },
  { versionKey: false },
);
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export const LimitModel = model('Limit', schema);
