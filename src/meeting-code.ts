import { CODE_MAX } from './shared/limits.js';

const LINK = /\/room\/([^/?#\s]+)/i;
/** What a code picks up on its way through a sentence, a mail or a chat. */
const WRAPPING = /^[<>()[\]"'“”‘’«».,;:\s]+|[<>()[\]"'“”‘’«».,;:\s]+$/gu;
const BETWEEN_WORDS = /[\s_\p{Pd}]+/gu;
const CODE = /^[\p{L}\p{N}\p{M}]+(-[\p{L}\p{N}\p{M}]+)*$/u;
const RUN_TOGETHER = /^([a-z]{3})([a-z]{4})([a-z]{3})$/;

/**
 * The code as it stands in addresses, however it was typed: a whole link, spaces, capitals, the hyphens left out.
 * Null when it cannot be one. What this answers is answered unchanged when it is parsed again.
 */
export function parseMeetingCode(typed: string): string | null {
  const link = LINK.exec(typed);
  const written = link?.[1] === undefined ? typed : decoded(link[1]);
  const code = written
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(WRAPPING, '')
    .replace(BETWEEN_WORDS, '-')
    .replace(/^-|-$/g, '')
    .replace(RUN_TOGETHER, '$1-$2-$3');
  return code.length <= CODE_MAX && CODE.test(code) ? code : null;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment; // a stray percent sign, which no code has
  }
}
