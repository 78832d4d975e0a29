/** A piece of a message: plain text, or text that is a link to itself. */
export interface TextPart {
  text: string;
  href: string | null;
}

/** Ends before whatever more likely belongs to the sentence than to the address. */
const ADDRESS = /https?:\/\/[^\s<>"']+/gi;
const TRAILING = /[.,;:!?…'")\]}]+$/;

/** Finds the web addresses in a text. Only http and https ones, so that no link can run a script. */
export function linkify(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = trimmed(match[0]);
    if (!URL.canParse(address)) continue;
    if (match.index > end) parts.push({ text: text.slice(end, match.index), href: null });
    parts.push({ text: address, href: address });
    end = match.index + address.length;
  }
  if (end < text.length) parts.push({ text: text.slice(end), href: null });
  return parts;
}

/** A closing bracket stays when the address itself opened it. */
function trimmed(address: string): string {
  const tail = TRAILING.exec(address)?.[0] ?? '';
  const isOwnBracket = tail.startsWith(')') && address.includes('(');
  return address.slice(0, address.length - tail.length + (isOwnBracket ? 1 : 0));
}
