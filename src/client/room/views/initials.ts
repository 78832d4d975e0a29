/** The first letters of the first and the last word, as people abbreviate a name. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/u);
  const first = letter(words[0] ?? '');
  const last = words.length > 1 ? letter(words.at(-1) ?? '') : '';
  return (first + last).toUpperCase();
}

/** The hue of a person's tile in degrees, the same wherever the id is the same. */
export function hueOf(id: string): number {
  let hash = 0;
  for (const unit of id) hash = (hash * 31 + (unit.codePointAt(0) ?? 0)) % 360;
  return hash;
}

/** A letter may be several code units, or several code points with marks. */
function letter(word: string): string {
  const [first] = new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(word);
  return first?.segment ?? '';
}
