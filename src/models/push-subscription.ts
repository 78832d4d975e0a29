import { Schema, model } from 'mongoose';
import type { InferSchemaType, Types } from 'mongoose';
import { LANGUAGES } from '../messages/messages.js';

/** A session lasts no longer, and a subscription ends with its session. */
const LIFETIME_SECONDS = 30 * 24 * 60 * 60;

/** The address and the keys of one browser that gets notifications (RFC 8030, RFC 8291). */
const schema = new Schema({
  user: { type: Schema.Types.ObjectId, ref: 'User', required: true },
  /** The `_id` of the session in which the person has turned notifications on. */
  session: { type: String, required: true, unique: true },
  /** A secret of the browser: everybody who knows it can send something to the push service. */
  endpoint: { type: String, required: true },
  /** The SHA-256 of the endpoint: one browser belongs to one session. */
  endpointHash: { type: String, required: true, unique: true },
  /** The public key of the browser, as a point on P-256 in base64url. */
  p256dh: { type: String, required: true },
  /** The secret that the browser shares with Parley, in base64url. */
  auth: { type: String, required: true },
  /** The public VAPID key for which the browser has made the subscription. The push service accepts no other. */
  serverKey: { type: String, required: true },
  /** The language of the page, for accounts that follow the browser. */
  language: { type: String, enum: LANGUAGES, required: true },
  browser: { type: String, default: null },
  system: { type: String, default: null },
  createdAt: { type: Date, required: true },
});
schema.index({ user: 1, createdAt: -1 });
schema.index({ createdAt: 1 }, { expireAfterSeconds: LIFETIME_SECONDS });

export type PushSubscriptionRecord = InferSchemaType<typeof schema> & { _id: Types.ObjectId };
export const PushSubscriptionModel = model('PushSubscription', schema);
