import { Schema, model } from 'mongoose';
import type { InferSchemaType, Types } from 'mongoose';

/** A link with which people may create accounts, also on a server with closed registration. */
const schema = new Schema(
  {
    /** The SHA-256 of the token in the link. */
    hash: { type: String, required: true, unique: true },
    /** The administrator who has created it. Missing if the terminal has. */
    createdBy: { type: Schema.Types.ObjectId, ref: 'User' },
    createdAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
    maxUses: { type: Number, required: true },
    /** The accounts that were created. A write names the number that it replaces, so no server overwrites another. */
    uses: { type: Number, required: true },
  },
  { versionKey: false },
);
schema.index({ createdBy: 1 });
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export type SignUpLinkRecord = InferSchemaType<typeof schema> & { _id: Types.ObjectId };
export const SignUpLinkModel = model('SignUpLink', schema);
