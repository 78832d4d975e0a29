import { z } from 'zod';
import { parseMeetingCode } from './meeting-code.js';

/** The input may be a whole link, so it may be longer than a code. Longer input is refused before it is parsed. */
const TYPED_MAX = 2_048;

/**
 * Accepts every way of typing a meeting code and gives the normalised code. The caller chooses the messages of the
 * issues: `missing` when there is no text, `invalid` when the text cannot be a code.
 */
export function meetingCodeSchema({ missing, invalid }: { missing: string; invalid: string }) {
  return z
    .string(missing)
    .max(TYPED_MAX, invalid)
    .transform((typed, context) => {
      const code = parseMeetingCode(typed);
      if (code !== null) return code;
      context.issues.push({
        code: 'custom',
        message: typed.trim() === '' ? missing : invalid,
        input: typed,
      });
      return z.NEVER;
    });
}
