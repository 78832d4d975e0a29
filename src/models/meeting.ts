import { Schema, model } from 'mongoose';
import type { InferSchemaType, Types } from 'mongoose';

const schema = new Schema({
  code: { type: String, required: true, unique: true },
  title: { type: String, required: true },
  host: { type: Schema.Types.ObjectId, ref: 'User', required: true },
  createdAt: { type: Date, required: true },
  /** `created` by the button "New meeting", or `typed`: a join of an unknown code. Missing in early records. */
  origin: { type: String, enum: ['created', 'typed'] },
  /** True after the cleanup has found a call with two people. Then it never removes the meeting. */
  peopleMet: { type: Boolean },
});
schema.index({ host: 1, createdAt: -1 });
schema.index({ peopleMet: 1, _id: 1 });

export type MeetingRecord = InferSchemaType<typeof schema> & { _id: Types.ObjectId };
export const MeetingModel = model('Meeting', schema);
