import { Schema, model } from 'mongoose';

/** One user keeps another on the page _People_. */
const schema = new Schema(
  {
    user: { type: Schema.Types.ObjectId, ref: 'User', required: true },
    favourite: { type: Schema.Types.ObjectId, ref: 'User', required: true },
  },
  { timestamps: { createdAt: true, updatedAt: false } },
);
schema.index({ user: 1, favourite: 1 }, { unique: true });
schema.index({ favourite: 1 });

export const FavouriteModel = model('Favourite', schema);
