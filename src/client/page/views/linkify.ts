/** A part of a message: plain text, or an address that links to itself. */
export interface TextPart {
  text: string;
  href: string | null;
}

const ADDRESS = /(?:https?:\/\/|(?<![\p{L}\p{N}@._/-])www\.(?=[\p{L}\p{N}]))[^\s<>"']+/giu;
/** Punctuation at the end of an address usually belongs to the sentence around it. */
const TRAILING = /[.,;:!?…'")\]}]+$/;

/**
 * Finds web addresses in a text. It links only http and https addresses, because other schemes can run scripts. An address
 * that begins with `www.` becomes an https link.
 */
export function linkify(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = withoutTrailing(match[0]);
    const href = /^www/i.test(address) ? `https://${address}` : address;
    if (!isAddress(href)) continue;
    if (match.index > end) parts.push({ text: text.slice(end, match.index), href: null });
    parts.push({ text: address, href });
    end = match.index + address.length;
  }
  if (end < text.length) parts.push({ text: text.slice(end), href: null });
  return parts;
}

/** Like `URL.canParse`, which Chrome before 120 and Safari before 17 lack. */
function isAddress(text: string): boolean {
  try {
    new URL(text);
    return true;
  } catch {
    return false;
  }
}

/** Keeps a closing bracket if the address contains an opening one. */
function withoutTrailing(address: string): string {
  const tail = TRAILING.exec(address)?.[0] ?? '';
  const hasOwnBracket = tail.startsWith(')') && address.includes('(');
  return address.slice(0, address.length - tail.length + (hasOwnBracket ? 1 : 0));
}
