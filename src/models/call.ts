import { Schema, model } from 'mongoose';
import type { InferSchemaType, Types } from 'mongoose';

const schema = new Schema({
  meeting: { type: Schema.Types.ObjectId, ref: 'Meeting', required: true },
  startedAt: { type: Date, required: true },
  /** Null while the call is open. */
  endedAt: { type: Date, default: null },
  /** When a server last had people in this call. */
  lastSeenAt: { type: Date, required: true },
  /** Closed because its server was gone, not because everyone had left. */
  interrupted: { type: Boolean, required: true, default: false },
});
// Of the open calls, whose `endedAt` is null, a meeting can so have one at most.
schema.index({ meeting: 1, endedAt: 1 }, { unique: true });
schema.index({ endedAt: 1 });

export type CallRecord = InferSchemaType<typeof schema> & { _id: Types.ObjectId };
export const CallModel = model('Call', schema);
