import { Schema, model } from 'mongoose';

/** A username on the list of a meeting. The account may not exist, so that the list tells nobody which accounts exist. */
const schema = new Schema({
  meeting: { type: Schema.Types.ObjectId, ref: 'Meeting', required: true },
  username: { type: String, required: true },
});
schema.index({ meeting: 1, username: 1 }, { unique: true });
schema.index({ username: 1 });

export const InvitationModel = model('Invitation', schema);
