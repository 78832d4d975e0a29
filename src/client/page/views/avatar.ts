/** The first letters of the first and the last word of a name. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/u);
  const first = firstLetter(words[0] ?? '');
  const last = words.length > 1 ? firstLetter(words.at(-1) ?? '') : '';
  return (first + last).toUpperCase();
}

/** A hue in degrees, 0 to 359. It depends only on the id, so every page shows a participant in the same colour. */
export function hueOf(id: string): number {
  let hash = 0;
  for (const character of id) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 360;
  return hash;
}

/** A Latin letter or a digit that no combining mark follows. */
const PLAIN = /^[0-9A-Za-zÀ-ÖØ-öø-ÿ](?![^ -~À-ÿ])/;

/**
 * A grapheme, because a letter can have several code points. Firefox before 125 finds code points only. Most words begin with a
 * plain letter: to find that out with a `Segmenter`, whose creation takes 15 ms in a new page, would delay the join.
 */
function firstLetter(word: string): string {
  if (PLAIN.test(word)) return word.charAt(0);
  if (!(Intl as Partial<typeof Intl>).Segmenter) return Array.from(word)[0] ?? '';
  const [first] = new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(word);
  return first?.segment ?? '';
}
