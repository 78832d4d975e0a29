import { en } from './compiled/en.js';
import { fr } from './compiled/fr.js';
import type { Messages } from './compiled/types.js';

export type { Messages };

/** The English texts decide which messages exist; every other language has the same ones. */
export const LANGUAGES = ['en', 'fr'] as const;

export type Language = (typeof LANGUAGES)[number];

/** Each language by its own name, so that its speakers recognise it in any list. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: 'English', fr: 'Français' };

const MESSAGES: Record<Language, Messages> = { en, fr };

/** Every text in one language. A browser gets its texts with its bundle, from `#messages/<area>`. */
export function messagesFor(language: Language): Messages {
  return MESSAGES[language];
}
