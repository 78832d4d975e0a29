import { messages as t } from '#messages/call';

/** The name of a person as others see it: a guest is marked, because nobody has checked the name of a guest. */
export function displayName({ name, isGuest }: { name: string; isGuest: boolean }): string {
  return isGuest ? t.guest({ name }) : name;
}
