import { Schema, model } from 'mongoose';

/** One user does not want to meet another: neither by a call nor by random pairing. */
const schema = new Schema(
  {
    user: { type: Schema.Types.ObjectId, ref: 'User', required: true },
    blocked: { type: Schema.Types.ObjectId, ref: 'User', required: true },
  },
  { timestamps: { createdAt: true, updatedAt: false } },
);
schema.index({ user: 1, blocked: 1 }, { unique: true });
schema.index({ blocked: 1 });

export const BlockModel = model('Block', schema);
