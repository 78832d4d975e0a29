import { Schema, model } from 'mongoose';
import type { InferSchemaType, Types } from 'mongoose';

const schema = new Schema({
  call: { type: Schema.Types.ObjectId, ref: 'Call', required: true },
  /** The id of a user, or of a guest. */
  user: { type: Schema.Types.ObjectId, ref: 'User', required: true },
  isGuest: { type: Boolean },
  participantId: { type: String, required: true },
  /** The author's name at the time of the message. Empty after the author has deleted the account. */
  name: { type: String, required: true },
  text: { type: String, required: true },
  sentAt: { type: Date, required: true },
  clientKey: { type: String, required: true },
});
schema.index({ call: 1, participantId: 1, clientKey: 1 }, { unique: true });
schema.index({ call: 1, _id: 1 });
schema.index({ user: 1, _id: 1 });

export type MessageRecord = InferSchemaType<typeof schema> & { _id: Types.ObjectId };
export const MessageModel = model('Message', schema);
