import { CODE_MAX } from '../shared/limits.js';

const LINK = /\/room\/([^/?#\s]+)/i;
/** Punctuation around a code that was copied from a sentence, an e-mail or a chat. */
const WRAPPING = /[<>()[\]"'“”‘’«».,;:\s]/;
const SEPARATOR = /[\s_\p{Pd}]+/gu;
const CODE = /^[\p{L}\p{N}\p{M}]+(-[\p{L}\p{N}\p{M}]+)*$/u;
/** A code with all its accents and separators is shorter than this before it is normalised, which may take quadratic time. */
const UNNORMALISED_MAX = 4 * CODE_MAX;
const WITHOUT_HYPHENS = /^([a-z]{3})([a-z]{4})([a-z]{3})$/;

/**
 * Normalises a typed code to the form that addresses use. Accepts a whole link, spaces, capitals and missing hyphens.
 * Returns null when the text cannot be a code. A normalised code stays the same when it is parsed again.
 */
export function parseMeetingCode(typed: string): string | null {
  const link = LINK.exec(typed);
  const text = unwrapped(link?.[1] === undefined ? typed : decoded(link[1]));
  if (text.length > UNNORMALISED_MAX) return null;
  const normalised = text
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '');
  const code = unwrapped(normalised)
    .replace(SEPARATOR, '-')
    .replace(/^-|-$/g, '')
    .replace(WITHOUT_HYPHENS, '$1-$2-$3');
  return code.length <= CODE_MAX && CODE.test(code) ? code : null;
}

/** Takes linear time. An expression that ends in `$` would try every place in a run of punctuation. */
function unwrapped(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && WRAPPING.test(text.charAt(start))) start += 1;
  while (end > start && WRAPPING.test(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment; // has a percent sign that encodes nothing; no code has one
  }
}
