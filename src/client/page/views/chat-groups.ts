import type { ChatLine } from '../../call/chat-state.js';

/** After a pause of five minutes, people want to read the time again. */
const PAUSE_MS = 5 * 60_000;

type Line = Pick<ChatLine, 'participantId' | 'isOwn' | 'sentAt' | 'note'> & { readonly peer?: string };

/** Whether the message belongs together with the one above it: the same person, to the same people, soon afterwards. */
export function continues(previous: Line | undefined, line: Line): boolean {
  return (
    previous?.participantId === line.participantId &&
    previous.isOwn === line.isOwn &&
    previous.peer === line.peer &&
    Math.abs(line.sentAt - previous.sentAt) < PAUSE_MS
  );
}
