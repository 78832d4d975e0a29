import { CallModel } from '../models/call.js';
import type { CallRecord } from '../models/call.js';
import { RESUME_WINDOW_MS } from './attendance-writes.js';

/** What hosts have decided in one call. It ends with the call. */
export interface Moderation {
  readonly isLocked: boolean;
  /** The user to whom the host of the meeting has handed over the call, or null. */
  readonly handedTo: string | null;
  /** Ids of users. */
  readonly coHosts: readonly string[];
  /** Ids of users and guests. */
  readonly removed: readonly string[];
}

export function moderationOf(record: CallRecord): Moderation {
  const { locked, handedTo, coHosts, removed } = record;
  return {
    isLocked: locked ?? false,
    handedTo: handedTo ?? null,
    coHosts: coHosts ?? [],
    removed: removed ?? [],
  };
}

export async function recordModeration(callId: string, moderation: Moderation): Promise<void> {
  const { isLocked, handedTo, coHosts, removed } = moderation;
  const fields = { locked: isLocked, handedTo, coHosts, removed };
  await CallModel.updateOne({ _id: callId }, { $set: fields });
}

export async function markEndedByHost(callId: string): Promise<void> {
  await CallModel.updateOne({ _id: callId }, { $set: { endedByHost: true } });
}

export async function wasEndedByHost(callId: string): Promise<boolean> {
  return (await CallModel.exists({ _id: callId, endedByHost: true })) !== null;
}

export interface CurrentCall {
  readonly id: string;
  readonly moderation: Moderation;
}

/** The call that a join enters: the running one, or one that a crash has just interrupted. Null if a join opens a new call. */
export async function currentCall(meetingId: string, now: number): Promise<CurrentCall | null> {
  const recent = {
    meeting: meetingId,
    endedByHost: null,
    lastSeenAt: { $gt: new Date(now - RESUME_WINDOW_MS) },
  };
  const record =
    (await CallModel.findOne({ ...recent, endedAt: null }).lean()) ??
    (await CallModel.findOne({ ...recent, interrupted: true }).lean());
  return record && { id: String(record._id), moderation: moderationOf(record) };
}
