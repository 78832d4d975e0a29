import { Schema, model } from 'mongoose';

/** A message for a page that is connected to another server. That server deletes it when it delivers it. */
const schema = new Schema(
  {
    /** The run of the server that delivers the message. */
    server: { type: String, required: true },
    user: { type: Schema.Types.ObjectId, required: true },
    pair: { type: String, required: true },
    /** JSON: a signal, which no server reads, or news about the pair. */
    news: { type: String, required: true },
    expiresAt: { type: Date, required: true },
  },
  { versionKey: false },
);
schema.index({ server: 1, _id: 1 });
schema.index({ user: 1 });
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export const RandomMailModel = model('RandomMail', schema);
