import { Schema, Types, model } from 'mongoose';
import type { InferSchemaType } from 'mongoose';

const schema = new Schema({
  call: { type: Schema.Types.ObjectId, ref: 'Call', required: true },
  meeting: { type: Schema.Types.ObjectId, ref: 'Meeting', required: true },
  /** The id of a user, or of a guest. The ids of both never meet. */
  user: { type: Schema.Types.ObjectId, ref: 'User', required: true },
  /** The name that a guest has typed. Missing for a user. */
  guestName: { type: String },
  /** The first arrival. */
  joinedAt: { type: Date, required: true },
  /** The last departure. Null while the user is in the call. */
  leftAt: { type: Date, default: null },
  /** The sum of the times between a departure and the next arrival. Missing until the first return. */
  absentMs: { type: Number },
  /** The last time at which a server recorded the user as present. Missing in early records. */
  lastSeenAt: { type: Date },
  /** True if the attendance was closed because its server had stopped, not because the user had left. */
  interrupted: { type: Boolean, default: false },
  /**
   * The time at which the user removed this entry from their history. The record stays, because it also tells the other
   * people of the call who was there. Missing or null: the entry is in the history.
   */
  hiddenAt: { type: Date },
});
schema.index({ call: 1, user: 1 }, { unique: true });
schema.index({ user: 1, joinedAt: -1 });
schema.index({ leftAt: 1, lastSeenAt: 1 });

export type AttendanceRecord = InferSchemaType<typeof schema> & { _id: Types.ObjectId };
export const AttendanceModel = model('Attendance', schema);

/** An id for the fields of records, for writes that go past mongoose. Without a text, a new one. */
export const recordId = (text?: string): Types.ObjectId => new Types.ObjectId(text);
