import { Schema, model } from 'mongoose';
import type { Types } from 'mongoose';
import { REPORT_REASONS } from '../shared/random-protocol.js';
import type { ReportedLine, ReportReason } from '../shared/random-protocol.js';

interface RandomReportRecord {
  pair: string;
  reporter: Types.ObjectId;
  reported: Types.ObjectId;
  reason: ReportReason;
  text: ReportedLine[] | null;
  createdAt: Date;
  decision: 'open' | 'handled' | 'dismissed';
  decidedAt: Date | null;
  expiresAt: Date;
}

/** One person reports another whom they have met at random. */
const schema = new Schema<RandomReportRecord>(
  {
    pair: { type: String, required: true },
    reporter: { type: Schema.Types.ObjectId, ref: 'User', required: true },
    reported: { type: Schema.Types.ObjectId, ref: 'User', required: true },
    reason: { type: String, enum: REPORT_REASONS, required: true },
    /** The last minutes of the text, as the page of the reporter has sent them. Null if the reporter has not agreed. */
    text: { type: Schema.Types.Mixed, default: null },
    createdAt: { type: Date, required: true },
    /** The decision of an administrator. A report that is `dismissed` does not count for a pause. */
    decision: { type: String, enum: ['open', 'handled', 'dismissed'], required: true },
    decidedAt: { type: Date, default: null },
    expiresAt: { type: Date, required: true },
  },
  { versionKey: false },
);
schema.index({ pair: 1, reporter: 1 }, { unique: true });
schema.index({ reported: 1, createdAt: 1 });
schema.index({ reporter: 1 });
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export const RandomReportModel = model('RandomReport', schema);
