import { Schema, model } from 'mongoose';
import type { InferSchemaType, Types } from 'mongoose';

/** One person reports another whom they have met at random. */
const schema = new Schema(
  {
    pair: { type: String, required: true },
    reporter: { type: Schema.Types.ObjectId, ref: 'User', required: true },
    reported: { type: Schema.Types.ObjectId, ref: 'User', required: true },
    reason: { type: String, enum: ['sexual', 'abuse', 'child', 'spam', 'other'], required: true },
    /** The last minutes of the text, as the page of the reporter has sent them. Null if the reporter has not agreed. */
    text: {
      type: [{ isOwn: Boolean, text: String, sentAt: Date, _id: false }],
      default: null,
    },
    createdAt: { type: Date, required: true },
    /** The decision of an administrator. A report that is `dismissed` does not count for a pause. */
    decision: { type: String, enum: ['open', 'handled', 'dismissed'], required: true },
    decidedAt: { type: Date, default: null },
    expiresAt: { type: Date, required: true },
  },
  { versionKey: false },
);
schema.index({ pair: 1, reporter: 1 }, { unique: true });
schema.index({ reported: 1, createdAt: 1 });
schema.index({ reporter: 1 });
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export type RandomReportRecord = InferSchemaType<typeof schema> & { _id: Types.ObjectId };
export const RandomReportModel = model('RandomReport', schema);
