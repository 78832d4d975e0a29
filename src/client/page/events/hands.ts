import { messages as t } from '#messages/events';
import { everyone, type CallState } from '../../call/call-state.js';
import { handPlaces } from '../../call/hand-places.js';
import type { Notices } from '../../call/notices.js';
import { labelOf } from '../../call/person-label.js';
import type { Store } from '../../lib/store.js';

/** Says when somebody raises a hand, and marks each raised hand on the stage with its place in the line. */
export function createHands(
  page: ParentNode,
  store: Pick<Store<CallState>, 'subscribe' | 'get'>,
  notices: Pick<Notices, 'tell'>,
): void {
  let before = store.get();

  store.subscribe((state) => {
    const earlier = before;
    before = state; // first, because a notice changes the state, which calls this function again
    mark(page, state);
    if (earlier.phase === 'joined' && state.phase === 'joined') tellOfNew(earlier, state);
  });

  function tellOfNew(earlier: CallState, state: CallState): void {
    const people = everyone(state);
    const places = handPlaces(people);
    const known = new Map(everyone(earlier).map((person) => [person.participantId, person.media.hand]));
    for (const person of people) {
      const { participantId, media } = person;
      if (participantId === state.self || !media.hand || known.get(participantId) !== false) continue;
      notices.tell(t.handRaised({ name: labelOf(person, people), place: places.get(participantId) ?? 1 }));
    }
  }
}

/** Every tile has the mark, which is hidden while the hand is down. */
function mark(page: ParentNode, state: CallState): void {
  const places = handPlaces(everyone(state));
  for (const tile of page.querySelectorAll<HTMLElement>('#stage figure[data-source="camera"]')) {
    const hand = tile.querySelector<HTMLElement>('.tile__hand');
    const place = places.get(tile.dataset['participant'] ?? '');
    if (hand) markHand(hand, place, places.size);
  }
}

function markHand(hand: HTMLElement, place: number | undefined, count: number): void {
  const text = place === undefined || count < 2 ? '' : String(place);
  if (hand.dataset['place'] !== text) hand.dataset['place'] = text;
  const label = t.handPlace({ place: place ?? 1 });
  if (hand.getAttribute('aria-label') !== label) hand.setAttribute('aria-label', label);
}
