import { LANGUAGES } from '../messages/messages.js';
import type { Language } from '../messages/messages.js';

export interface Locale {
  readonly language: Language;
  /** BCP 47: the language with the region whose dates and numbers the reader is used to, such as `en-US`. */
  readonly locale: string;
}

/** Used where the browser names no region. */
const DEFAULT_LOCALES: Record<Language, string> = { en: 'en-GB', fr: 'fr-FR' };
const DEFAULT_LANGUAGE: Language = 'en';

/**
 * The account's language, else the first one of `Accept-Language` that Parley speaks, else English. `accepted` are the
 * tags of that header, most wanted first.
 */
export function chooseLocale(account: Language | null, accepted: readonly string[]): Locale {
  const language =
    account ?? accepted.map(languageOf).find((found) => found !== undefined) ?? DEFAULT_LANGUAGE;
  const regional = accepted.find((tag) => languageOf(tag) === language && /^[a-z]{2}-[a-z]{2}$/i.test(tag));
  return { language, locale: regional ?? DEFAULT_LOCALES[language] };
}

function languageOf(tag: string): Language | undefined {
  const [primary = ''] = tag.toLowerCase().split('-');
  return LANGUAGES.find((language) => language === primary);
}
