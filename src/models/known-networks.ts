import { Schema, model } from 'mongoose';

const network = new Schema(
  {
    /** A keyed hash of the account and the network. */
    id: { type: String, required: true },
    /** The time of a login from this network. Recorded at most once a day. */
    lastLoginAt: { type: Date, required: true },
  },
  { _id: false },
);

/** The networks from which the owner of one account has logged in. */
const schema = new Schema(
  {
    /** A keyed hash of the username. */
    _id: { type: String, required: true },
    /** The latest login last. */
    networks: { type: [network], required: true },
    expiresAt: { type: Date, required: true },
  },
  { versionKey: false },
);
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export const KnownNetworksModel = model('KnownNetworks', schema);
