import { RandomPairModel } from '../models/random-pair.js';
import { RandomReportModel } from '../models/random-report.js';
import { UserModel } from '../models/user.js';
import type { ReportReason, ReportedLine } from '../shared/random-protocol.js';
import { isDuplicateKey } from './database-errors.js';
import { pausedUntil, REPORTS_WINDOW_MS, PAUSE_MS } from './pause-rules.js';

export type ReportDecision = 'handled' | 'dismissed';

/** A report as administrators see it. The people are null if their accounts have been deleted. */
export interface ReportEntry {
  readonly id: string;
  readonly createdAt: Date;
  readonly reason: ReportReason;
  readonly reporter: ReportedPerson | null;
  readonly reported: ReportedPerson | null;
  readonly text: readonly ReportedLine[] | null;
  readonly decision: 'open' | ReportDecision;
}

export interface ReportedPerson {
  readonly id: string;
  readonly username: string;
  readonly isDisabled: boolean;
}

export interface NewReport {
  readonly pairId: string;
  readonly reporterId: string;
  readonly reportedId: string;
  readonly reason: ReportReason;
  readonly text: ReportedLine[] | null;
}

export interface RandomReports {
  /** The other person of a pair in which this user has been a short time ago, or null. */
  partnerOf(userId: string, pairId: string): Promise<string | null>;
  /** Resolves to false if this person has reported this pair before. */
  add(report: NewReport): Promise<boolean>;
  /** The time in ms since 1970 until which the user may not meet people at random, or null. */
  pausedUntil(userId: string): Promise<number | null>;
  /** The latest first. */
  list(page: { limit: number; before?: Date }): Promise<ReportEntry[]>;
  /** Resolves to false if there is no such report. */
  decide(reportId: string, decision: ReportDecision): Promise<boolean>;
}

/** Reports with their texts are deleted after this time. */
export const REPORT_KEPT_MS = 90 * 24 * 60 * 60_000;

export function createRandomReports(now: () => number = Date.now): RandomReports {
  return {
    async partnerOf(userId, pairId) {
      const pair = await RandomPairModel.findOne({
        _id: pairId,
        $or: [{ first: userId }, { second: userId }],
        expiresAt: { $gt: new Date(now()) },
      }).lean();
      if (!pair) return null;
      return String(String(pair.first) === userId ? pair.second : pair.first);
    },

    async add({ pairId, reporterId, reportedId, reason, text }) {
      const at = now();
      try {
        await RandomReportModel.create({
          pair: pairId,
          reporter: reporterId,
          reported: reportedId,
          reason,
          text,
          createdAt: new Date(at),
          decision: 'open',
          expiresAt: new Date(at + REPORT_KEPT_MS),
        });
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },

    async pausedUntil(userId) {
      const at = now();
      const reports = await RandomReportModel.find({
        reported: userId,
        createdAt: { $gt: new Date(at - REPORTS_WINDOW_MS - PAUSE_MS) },
        decision: { $in: ['open', 'handled'] },
      })
        .select('reporter createdAt')
        .lean();
      const counted = reports.map(({ reporter, createdAt }) => ({
        reporterId: String(reporter),
        at: createdAt.getTime(),
      }));
      return pausedUntil(counted, at);
    },

    async list({ limit, before }) {
      const reports = await RandomReportModel.find(before ? { createdAt: { $lt: before } } : {})
        .sort({ createdAt: -1 })
        .limit(limit)
        .lean();
      const ids = [
        ...new Set(reports.flatMap(({ reporter, reported }) => [String(reporter), String(reported)])),
      ];
      const users = await UserModel.find({ _id: { $in: ids } })
        .select('username disabledAt')
        .lean();
      const people = new Map(
        users.map(({ _id, username, disabledAt }) => [
          String(_id),
          { id: String(_id), username, isDisabled: Boolean(disabledAt) },
        ]),
      );
      return reports.map(({ _id, createdAt, reason, reporter, reported, text, decision }) => ({
        id: String(_id),
        createdAt,
        reason,
        reporter: people.get(String(reporter)) ?? null,
        reported: people.get(String(reported)) ?? null,
        text: text ?? null,
        decision,
      }));
    },

    async decide(reportId, decision) {
      const { matchedCount } = await RandomReportModel.updateOne(
        { _id: reportId },
        { $set: { decision, decidedAt: new Date(now()) } },
      );
      return matchedCount === 1;
    },
  };
}

/** Removes the reports about this user and the texts that this user has sent, when the account is deleted. */
export async function forgetReports(userId: string): Promise<void> {
  await RandomReportModel.deleteMany({ reported: userId });
  await RandomReportModel.updateMany({ reporter: userId }, { $set: { text: null } });
}
