import { Schema, model } from 'mongoose';
import type { InferSchemaType, Types } from 'mongoose';

const schema = new Schema({
  name: { type: String, required: true },
  /** In lower case: two that differ in case only are the same. */
  username: { type: String, required: true, unique: true },
  passwordHash: { type: String, required: true },
  createdAt: { type: Date, required: true },
});

export type UserRecord = InferSchemaType<typeof schema> & { _id: Types.ObjectId };
export const UserModel = model('User', schema);
