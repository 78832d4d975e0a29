import { Schema, model } from 'mongoose';
import type { InferSchemaType, Types } from 'mongoose';

const schema = new Schema({
  code: { type: String, required: true, unique: true },
  title: { type: String, required: true },
  host: { type: Schema.Types.ObjectId, ref: 'User', required: true },
  createdAt: { type: Date, required: true },
});
schema.index({ host: 1, createdAt: -1 });

export type MeetingRecord = InferSchemaType<typeof schema> & { _id: Types.ObjectId };
export const MeetingModel = model('Meeting', schema);
