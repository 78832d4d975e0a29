import { messages as t } from '#messages/page';
import type { CallState } from '../../call/call-state.js';
import { errorText } from '../../call/error-text.js';

/** The sentence on the prejoin page about the participants who are already in the call. */
export function whoIsHere({
  roster,
  isRosterKnown,
  isFull,
  refusal,
}: Pick<CallState, 'roster' | 'isRosterKnown' | 'isFull' | 'refusal'>): string {
  if (!isRosterKnown) return t.checking();
  const full = errorText('full');
  if (isFull) return refusal === full ? '' : full; // the page shows the refusal too
  const [first = '', second = '', third = ''] = roster.map(({ name }) => name);
  return t.alreadyHere({ count: roster.length, first, second, third });
}
