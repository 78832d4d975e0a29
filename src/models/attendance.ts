import { Schema, model } from 'mongoose';

const schema = new Schema({
  call: { type: Schema.Types.ObjectId, ref: 'Call', required: true },
  meeting: { type: Schema.Types.ObjectId, ref: 'Meeting', required: true },
  user: { type: Schema.Types.ObjectId, ref: 'User', required: true },
  joinedAt: { type: Date, required: true },
  /** Null while the user is in the call. */
  leftAt: { type: Date, default: null },
});
schema.index({ call: 1, user: 1 }, { unique: true });
schema.index({ user: 1, joinedAt: -1 });

export const AttendanceModel = model('Attendance', schema);
