import { z } from 'zod';
import { PASSCODE_MAX } from '../shared/limits.js';

/** Removes what keyboards add without the person noticing, so that the same passcode is the same text on every device. */
export function passcodeSchema(tooLong: string) {
  return z
    .string()
    .max(PASSCODE_MAX, tooLong)
    .transform((typed) => typed.normalize('NFC').trim());
}
