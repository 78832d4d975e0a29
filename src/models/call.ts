import { Schema, model } from 'mongoose';
import type { InferSchemaType, Types } from 'mongoose';

const schema = new Schema({
  meeting: { type: Schema.Types.ObjectId, ref: 'Meeting', required: true },
  startedAt: { type: Date, required: true },
  /** Null while the call is open. */
  endedAt: { type: Date, default: null },
  /** The last time at which a server recorded the call as running. */
  lastSeenAt: { type: Date, required: true },
  /** True if the call was closed because its server had stopped, not because everyone had left. */
  interrupted: { type: Boolean, required: true, default: false },
  /** True if a host has ended the call for everyone. */
  endedByHost: { type: Boolean },
  /** True while a host lets nobody new in. Ends with the call, unlike the lock of the meeting. */
  locked: { type: Boolean },
  /** The user to whom the host of the meeting has handed over this call. */
  handedTo: { type: String },
  /** The ids of the co-hosts. */
  coHosts: { type: [String], default: undefined },
  /** The ids of the users and guests whom a host has removed. */
  removed: { type: [String], default: undefined },
});
// Open calls have `endedAt` null, so this index allows each meeting one open call at most.
schema.index({ meeting: 1, endedAt: 1 }, { unique: true });
schema.index({ endedAt: 1 });

export type CallRecord = InferSchemaType<typeof schema> & { _id: Types.ObjectId };
export const CallModel = model('Call', schema);
