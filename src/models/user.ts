import { Schema, model } from 'mongoose';
import type { InferSchemaType, Types } from 'mongoose';
import { LANGUAGES } from '../messages/messages.js';

const settings = new Schema(
  {
    /** The language that the user has chosen. Null: the language of the browser. */
    language: { type: String, enum: LANGUAGES, default: null },
  },
  { _id: false },
);

const schema = new Schema({
  name: { type: String, required: true },
  /** In lower case, so that names which differ only in case are the same name. */
  username: { type: String, required: true, unique: true },
  passwordHash: { type: String, required: true },
  createdAt: { type: Date, required: true },
  /** Whether a login with the password also needs a passkey or a recovery code. Missing: no. */
  secondFactor: { type: Boolean },
  /** Missing until the user changes a setting. */
  settings: { type: settings },
  /** Whether the pages of the user do not ring. Missing: no. */
  doNotDisturb: { type: Boolean },
  /** Missing until somebody makes the user an administrator. */
  isAdmin: { type: Boolean },
  /** When an administrator disabled the account. Missing or null: the account is enabled. */
  disabledAt: { type: Date },
});
// Most accounts have no `isAdmin`, so this index finds the administrators without reading all accounts.
schema.index({ isAdmin: 1 });

export type UserRecord = InferSchemaType<typeof schema> & { _id: Types.ObjectId };
export const UserModel = model('User', schema);
