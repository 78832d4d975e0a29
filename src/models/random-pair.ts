import { Schema, model } from 'mongoose';

/** Two users who have met at random. Only they may report or block each other by the id of the pair. */
const schema = new Schema(
  {
    _id: { type: String, required: true },
    first: { type: Schema.Types.ObjectId, required: true },
    second: { type: Schema.Types.ObjectId, required: true },
    startedAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
  },
  { versionKey: false },
);
schema.index({ first: 1 });
schema.index({ second: 1 });
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export const RandomPairModel = model('RandomPair', schema);
