import { LANGUAGES } from '../messages/messages.js';
import type { Language } from '../messages/messages.js';

export interface Locale {
  readonly language: Language;
  /** A BCP 47 tag such as `en-US`. The region decides how dates and numbers look. */
  readonly locale: string;
}

/** For browsers that ask for a language without a region. */
const DEFAULT_LOCALES: Record<Language, string> = { en: 'en-GB', fr: 'fr-FR' };
const DEFAULT_LANGUAGE: Language = 'en';

/**
 * Chooses the language of the account. Without one, chooses the first language in `accepted` that Parley has, or English.
 * `accepted` holds the tags of the header `Accept-Language` in order of preference.
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
