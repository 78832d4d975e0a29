import { messages as t } from '#messages/page';
import type { CallState } from '../../call/call-state.js';
import { errorText } from '../../call/error-text.js';

/** The sentence on the prejoin page about the participants who are already in the call. */
export function whoIsHere({ preview, refusal }: Pick<CallState, 'preview' | 'refusal'>): string {
  if (preview === null) return t.checking();
  // A person who is in the call already has a place.
  if (preview.full && preview.elsewhere === null) return refusal === 'full' ? '' : errorText('full'); // the page shows the refusal too
  if (preview.names === null) return t.peopleHere({ count: preview.count });
  const [first = '', second = '', third = ''] = preview.names;
  return t.alreadyHere({ count: preview.names.length, first, second, third });
}
