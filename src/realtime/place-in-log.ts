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
  const running = ledger.current(code);
  const participant = `participant=${participantId}`;
  return running ? `meeting=${running.meeting.id} ${participant}` : participant;
}
