import { CHAT_TEXT_MAX } from '../shared/limits.js';
import type { ErrorCode } from '../shared/protocol.js';

// The `message` of every refusal. API texts are English; pages translate the `code`.

export const ERROR_MESSAGES: Record<ErrorCode, string> = {
  'bad-request': 'Something went wrong. Reload the page and try again.',
  unauthorized: 'You’re not logged in. Log in and open the meeting again.',
  full: 'This meeting is full. Try again when someone leaves.',
  'too-many-tabs': 'You have this meeting open in too many tabs. Close one and try again.',
  'not-in-call': 'You’re not in this call. Join it and try again.',
  unreachable: 'This person can’t be reached right now. Wait until they’re back.',
  removed: 'A host has removed you from this call. You can come back when it has ended.',
  locked: 'This meeting is locked. Ask the host to unlock it.',
  'not-invited': 'You’re not invited to this meeting. Ask the host to add your username.',
  'no-guests': 'This meeting is for people with an account. Log in and open it again.',
  'wrong-passcode': 'This meeting needs its passcode. Ask the host for it.',
  denied: 'The host didn’t let you in. You can ask again in half a minute.',
  moved: 'You’ve moved this call to another page. Open the meeting again to bring it back.',
  ended: 'The host has ended this call for everyone.',
  'host-only': 'Only a host of this call may do that. Ask one of them.',
  'random-off': 'Random meetings are switched off on this server.',
  paused: 'Several people have reported you, so you can’t meet anyone for a day. Try again tomorrow.',
  'not-paired': 'You’re not together with this person any more. Look for another one.',
  'rate-limited': 'You’re doing that too fast. Wait a moment and try again.',
  unavailable: 'The server can’t reach its data right now. Try again in a moment.',
  internal: 'Something went wrong on the server. Try again in a moment.',
};

export const NAME_INVALID = 'Enter a name that others can read.';
export const NOT_A_CODE = 'That’s not a meeting code. Check the link and try again.';
export const MESSAGE_EMPTY = 'This message is empty. Write something first.';
export const MESSAGE_TOO_LONG = `This message is too long. Shorten it to ${CHAT_TEXT_MAX} characters.`;
