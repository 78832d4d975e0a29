import { randomInt } from 'node:crypto';

// Without i, l, o, 0 and 1: people confuse them when they read a password aloud or copy it by hand.
const CHARACTERS = 'abcdefghjkmnpqrstuvwxyz23456789';
const GROUPS = 4;
const GROUP_LENGTH = 5;

/** A random password like `k7mqx-94fhe-wr2ta-8npcz`. It has 99 bits. */
export function temporaryPassword(): string {
  return Array.from({ length: GROUPS }, randomGroup).join('-');
}

function randomGroup(): string {
  return Array.from({ length: GROUP_LENGTH }, () => CHARACTERS.charAt(randomInt(CHARACTERS.length))).join('');
}
