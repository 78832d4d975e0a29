import { messages as t } from '#messages/page';
import type { CallState } from '../../call/call-state.js';
import { errorText } from '../../call/error-text.js';

/** The sentence on the prejoin page about the participants who are already in the call. */
export function whoIsHere({
  roster,
  isRosterKnown,
  isFull,
}: Pick<CallState, 'roster' | 'isRosterKnown' | 'isFull'>): string {
  if (!isRosterKnown) return t.checking();
  if (isFull) return errorText('full');
  const [first = '', second = '', third = ''] = roster.map(({ name }) => name);
  return t.alreadyHere({ count: roster.length, first, second, third });
}
