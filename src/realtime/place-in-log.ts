import type { CallLedger } from './call-ledger.js';
import type { ParticipantRef } from './room-registry.js';

/**
 * Returns `meeting=… participant=…` for the log, without the meeting until the database has answered. The meeting appears
 * with its id, because its code gives access to it.
 */
export function placeInLog(
  ledger: Pick<CallLedger, 'current'>,
  { code, participantId }: ParticipantRef,
): string {
  return [meetingInLog(ledger, code), `participant=${participantId}`].filter(Boolean).join(' ');
}

/** Returns `meeting=…` for the log, or an empty text if no call is running. */
export function meetingInLog(ledger: Pick<CallLedger, 'current'>, code: string): string {
  const running = ledger.current(code);
  return running ? `meeting=${running.meeting.id}` : '';
}
