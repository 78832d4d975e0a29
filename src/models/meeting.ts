import { Schema, model } from 'mongoose';
import type { InferSchemaType, Types } from 'mongoose';

/**
 * The access to a meeting: `open` lets in everyone with the code, `knock` everyone whom a host admits, `invited` only the
 * people whom `Invitation` records name.
 */
export const ACCESS = ['open', 'knock', 'invited'] as const;
export type Access = (typeof ACCESS)[number];

const schema = new Schema({
  code: { type: String, required: true, unique: true },
  title: { type: String, required: true },
  host: { type: Schema.Types.ObjectId, ref: 'User', required: true },
  createdAt: { type: Date, required: true },
  /** Missing in early records, which are open. */
  access: { type: String, enum: ACCESS },
  /** Missing if no passcode is needed. */
  passcodeHash: { type: String },
  /** True: nobody new may enter but the host. */
  locked: { type: Boolean },
  allowGuests: { type: Boolean },
  /**
   * `created` by the button "New meeting", `typed`: a join of an unknown code, or `called`: one person has called another.
   * Missing in early records.
   */
  origin: { type: String, enum: ['created', 'typed', 'called'] },
  /** True after the cleanup has found a call with two people. Then it never removes the meeting. */
  peopleMet: { type: Boolean },
});
schema.index({ host: 1, createdAt: -1 });
schema.index({ peopleMet: 1, _id: 1 });

/** Every operation of mongoose that changes or removes documents which exist. */
const CHANGES = [
  'updateOne',
  'updateMany',
  'replaceOne',
  'findOneAndUpdate',
  'findOneAndReplace',
  'findOneAndDelete',
  'deleteOne',
  'deleteMany',
] as const;
let changes = 0;
const count = () => {
  changes += 1;
};
// Before and after: a read at the same time may find the old document or the new one.
schema.pre([...CHANGES], count);
schema.post([...CHANGES], count);

/** Counts how often this process has begun or finished a change of meetings. Their creation does not count. */
export const countMeetingChanges = (): number => changes;

export type MeetingRecord = InferSchemaType<typeof schema> & { _id: Types.ObjectId };
export const MeetingModel = model('Meeting', schema);
