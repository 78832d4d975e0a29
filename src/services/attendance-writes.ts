import { AttendanceModel, recordId, type AttendanceRecord } from '../models/attendance.js';
import { isDuplicateKey } from './database-errors.js';

/** A person who returns to an interrupted call within this time counts as present in between, because the media went on. */
export const RESUME_WINDOW_MS = 2 * 60 * 1000;

export interface Arrival {
  readonly callId: string;
  readonly meetingId: string;
  readonly personId: string;
  /** The name that a guest has typed. */
  readonly guestName?: string | undefined;
}

/** Writes arrivals and departures. The calls of one person in one call must not overlap. */
export interface AttendanceWrites {
  /** The call has just been created, so arrivals need not look for earlier ones. */
  begin(callId: string): void;
  /** Resolves to the id of the attendance. */
  arrive(arrival: Arrival): Promise<string>;
  depart(callId: string, personId: string, at: Date): Promise<void>;
  /** The call has ended: forgets its people. */
  forget(callId: string): void;
}

/** The fields on which an arrival depends, as they were written or read last. */
interface Known {
  readonly _id: AttendanceRecord['_id'];
  readonly leftAt: Date | null;
  /** Null, and missing in the database, until the first return. */
  readonly absentMs: number | null;
  readonly interrupted: boolean;
}

interface KnownCall {
  readonly isNew: boolean;
  readonly people: Map<string, Known>;
}

/**
 * Remembers what it has written, which saves a read for each arrival. Each update names what it replaces, so a
 * memory that another process has made obsolete changes nothing: the update finds no document, and a read follows.
 *
 * Joins and leaves are the most frequent writes, so they go to the driver. The casts and documents of mongoose would double
 * their processor time in this process.
 */
export function createAttendanceWrites(now: () => number): AttendanceWrites {
  const calls = new Map<string, KnownCall>();
  const { collection } = AttendanceModel;

  function remember(callId: string, personId: string, known: Known): void {
    const call = calls.get(callId) ?? { isNew: false, people: new Map<string, Known>() };
    calls.set(callId, call);
    call.people.set(personId, known);
  }

  /** Takes the memory out: if the write fails, nobody knows what the database has. */
  function take(callId: string, personId: string): Known | undefined {
    const known = calls.get(callId)?.people.get(personId);
    calls.get(callId)?.people.delete(personId);
    return known;
  }

  /** Resolves to null if the attendance has changed since it was read or written. */
  async function comeBack({ callId, personId, guestName }: Arrival, known: Known): Promise<string | null> {
    const { _id, leftAt } = known;
    const unchanged = { _id, leftAt, absentMs: known.absentMs };
    const at = new Date(now());
    const absentMs = absenceUntil(at, known);
    const guest = guestName === undefined ? {} : { guestName };
    const { matchedCount } = await collection.updateOne(unchanged, {
      $set: { leftAt: null, absentMs, lastSeenAt: at, interrupted: false, hiddenAt: null, ...guest },
    });
    if (matchedCount === 0) return null;
    remember(callId, personId, { _id, leftAt: null, absentMs, interrupted: false });
    return String(_id);
  }

  /** Resolves to null if the person has an attendance in this call. */
  async function insert({ callId, meetingId, personId, guestName }: Arrival): Promise<string | null> {
    const _id = recordId();
    const at = new Date(now());
    try {
      await collection.insertOne({
        _id,
        call: recordId(callId),
        meeting: recordId(meetingId),
        user: recordId(personId),
        ...(guestName !== undefined && { guestName }),
        joinedAt: at,
        leftAt: null,
        lastSeenAt: at,
        interrupted: false,
      });
    } catch (error) {
      if (isDuplicateKey(error)) return null;
      throw error;
    }
    remember(callId, personId, { _id, leftAt: null, absentMs: null, interrupted: false });
    return String(_id);
  }

  async function read(callId: string, personId: string): Promise<Known | undefined> {
    const record = await AttendanceModel.findOne({ call: callId, user: personId }).lean();
    if (!record) return undefined;
    const { _id, leftAt, absentMs, interrupted } = record;
    return { _id, leftAt: leftAt ?? null, absentMs: absentMs ?? null, interrupted };
  }

  return {
    begin(callId) {
      calls.set(callId, { isNew: true, people: new Map() });
    },

    async arrive(arrival) {
      const { callId, personId } = arrival;
      const isNew = calls.get(callId)?.isNew ?? false;
      let known = take(callId, personId);
      // Later rounds follow if another process, or another page of the person, has written at the same moment.
      for (let round = 0; ; round++) {
        if (!known && !(isNew && round === 0)) known = await read(callId, personId);
        const id = known ? await comeBack(arrival, known) : await insert(arrival);
        if (id !== null) return id;
        known = undefined;
      }
    },

    async depart(callId, personId, at) {
      const known = take(callId, personId);
      const filter = known ? { _id: known._id } : { call: recordId(callId), user: recordId(personId) };
      const { matchedCount } = await collection.updateOne(
        { ...filter, $or: [{ leftAt: null }, { interrupted: true }] },
        { $set: { leftAt: at, interrupted: false } },
      );
      if (known && matchedCount > 0) remember(callId, personId, { ...known, leftAt: at, interrupted: false });
    },

    forget(callId) {
      calls.delete(callId);
    },
  };
}

function absenceUntil(at: Date, { leftAt, absentMs, interrupted }: Known): number {
  const before = absentMs ?? 0;
  if (!leftAt) return before;
  const gap = Math.max(0, at.getTime() - leftAt.getTime());
  return interrupted && gap <= RESUME_WINDOW_MS ? before : before + gap;
}
