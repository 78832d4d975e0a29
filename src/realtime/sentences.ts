import { CHAT_TEXT_MAX } from '../shared/limits.js';
import type { ErrorCode } from '../shared/protocol.js';

// What people read when a request is refused: what happened, and the next step.

export const SENTENCES: Record<ErrorCode, string> = {
  'bad-request': 'The server did not understand this. Reload the page and try again.',
  unauthorized: 'You are not logged in. Log in and open the meeting again.',
  full: 'This meeting is full. Try again when someone has left.',
  'not-in-call': 'You are not in this call. Join it first.',
  unreachable: 'This person cannot be reached just now. Wait until they are back.',
  'rate-limited': 'That was too much at once. Wait a moment and try again.',
  unavailable: 'The server cannot save anything just now. Try again in a moment.',
  internal: 'Something went wrong on the server. Try again in a moment.',
};

export const NOT_A_CODE = 'This is not a meeting code. Check the link and try again.';
export const EMPTY_MESSAGE = 'This message is empty. Write something first.';
export const LONG_MESSAGE = `This message is too long. Shorten it to ${CHAT_TEXT_MAX} characters.`;
