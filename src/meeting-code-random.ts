import { randomInt } from 'node:crypto';

// Without i, l and o, which are mistaken for one another when a code is read out or copied by hand.
const LETTERS = 'abcdefghjkmnpqrstuvwxyz';
const GROUPS = [3, 4, 3];

/** A fresh code like `abc-defg-hjk`: 45 bits, so that nobody comes upon a meeting by trying. */
export function randomMeetingCode(): string {
  return GROUPS.map((length) => Array.from({ length }, randomLetter).join('')).join('-');
}

function randomLetter(): string {
  return LETTERS.charAt(randomInt(LETTERS.length));
}
