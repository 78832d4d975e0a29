import { readFileSync } from 'node:fs';

/**
 * Passwords of at least eight characters that attackers try first, in lower case: frequent entries of leaked lists, and
 * frequent words, names and keyboard patterns with the usual endings.
 */
export const COMMON_PASSWORDS: ReadonlySet<string> = new Set(
  readFileSync(new URL('common-passwords.txt', import.meta.url), 'utf8')
    .trim()
    .split('\n'),
);

/** Whether the password is one of those that attackers try first. Ignores case. */
export function isCommonPassword(password: string): boolean {
  return COMMON_PASSWORDS.has(password.toLowerCase());
}
