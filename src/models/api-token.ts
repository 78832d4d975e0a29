import { Schema, model } from 'mongoose';
import type { InferSchemaType, Types } from 'mongoose';

/** What a token allows: `read` for requests that change nothing, `write` for all others. */
export const SCOPES = ['read', 'write'] as const;
export type Scope = (typeof SCOPES)[number];

const schema = new Schema({
  user: { type: Schema.Types.ObjectId, ref: 'User', required: true },
  /** The SHA-256 of the token. */
  hash: { type: String, required: true, unique: true },
  /** Tells the tokens of a user apart. */
  name: { type: String, required: true },
  /** Whether a login through the API has created it. Missing in early records. */
  isLogin: { type: Boolean },
  scopes: { type: [{ type: String, enum: SCOPES }], required: true },
  createdAt: { type: Date, required: true },
  /** Null until the first use. Recorded at most once an hour. */
  lastUsedAt: { type: Date, default: null },
  expiresAt: { type: Date, required: true },
});
schema.index({ user: 1, createdAt: -1 });
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export type ApiTokenRecord = InferSchemaType<typeof schema> & { _id: Types.ObjectId };
export const ApiTokenModel = model('ApiToken', schema);
