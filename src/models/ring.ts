import { Schema, model } from 'mongoose';
import type { InferSchemaType, Types } from 'mongoose';

/**
 * How a ring has ended, or `ringing`. `missed`: nobody answered in time, or the server stopped meanwhile. `away`: no page
 * of the callee was open, or the callee does not want to be disturbed.
 */
export const RING_OUTCOMES = [
  'ringing',
  'answered',
  'declined',
  'cancelled',
  'missed',
  'busy',
  'away',
] as const;
export type RingOutcome = (typeof RING_OUTCOMES)[number];

/** One user has called another by username. */
const schema = new Schema({
  /** A random UUID, which the pages of both people know. */
  _id: { type: String, required: true },
  caller: { type: Schema.Types.ObjectId, ref: 'User', required: true },
  callee: { type: Schema.Types.ObjectId, ref: 'User', required: true },
  startedAt: { type: Date, required: true },
  outcome: { type: String, enum: RING_OUTCOMES, required: true },
  /** The meeting of both. Null unless the callee has answered. */
  meeting: { type: Schema.Types.ObjectId, ref: 'Meeting', default: null },
  /** When the callee learned of it. Null: the home page still marks it as missed. */
  seenAt: { type: Date, default: null },
  /** True if one of both has blocked the other: the callee never learns of it. */
  isHidden: { type: Boolean, required: true },
});
schema.index({ callee: 1, startedAt: -1 });
schema.index({ caller: 1, startedAt: -1 });
schema.index({ callee: 1, seenAt: 1 });
schema.index({ outcome: 1, startedAt: 1 });

export type RingRecord = Omit<InferSchemaType<typeof schema>, '_id'> & {
  _id: string;
  caller: Types.ObjectId;
  callee: Types.ObjectId;
};
export const RingModel = model('Ring', schema);
