import { randomInt } from 'node:crypto';

// Without i, l and o: people confuse them with other characters when they read a code aloud or copy it by hand.
const LETTERS = 'abcdefghjkmnpqrstuvwxyz';
const GROUPS = [3, 4, 3];

/** A random code like `abc-defg-hjk`. It has 45 bits, so guessing the code of a meeting is not practical. */
export function randomMeetingCode(): string {
  return GROUPS.map((length) => Array.from({ length }, randomLetter).join('')).join('-');
}

function randomLetter(): string {
  return LETTERS.charAt(randomInt(LETTERS.length));
}
