import { Schema, model } from 'mongoose';
import type { InferSchemaType, Types } from 'mongoose';

/** The place of one user in the random meetings. A user has one, so nobody can be in two pairs or meet oneself. */
const schema = new Schema(
  {
    /** The id of the user. */
    _id: { type: Schema.Types.ObjectId, required: true },
    /** The page that holds the seat: a keyed hash of its secret. */
    page: { type: String, required: true },
    /** The run of the server to which the page is connected. */
    server: { type: String, required: true },
    mode: { type: String, enum: ['video', 'text'], required: true },
    /** `idle`: has left, or has been left. */
    state: { type: String, enum: ['waiting', 'paired', 'idle'], required: true },
    pair: { type: String, default: null },
    partner: { type: Schema.Types.ObjectId, default: null },
    /** The person of the last pair, so that the same two people do not meet twice in a row. */
    lastPartner: { type: Schema.Types.ObjectId, default: null },
    /** The user waits since then. A half of a pair that has not come about leaves it as it is. */
    since: { type: Date, required: true },
    pairedAt: { type: Date, default: null },
    /** The server says at short intervals that its pages are there. */
    seenAt: { type: Date, required: true },
    /** Changes with each change but `seenAt`. A write names the revision that it replaces, so no server overwrites another. */
    revision: { type: String, required: true },
    expiresAt: { type: Date, required: true },
  },
  { versionKey: false },
);
schema.index({ state: 1, since: 1 });
schema.index({ server: 1 });
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export type RandomSeatRecord = InferSchemaType<typeof schema> & { _id: Types.ObjectId };
export const RandomSeatModel = model('RandomSeat', schema);
