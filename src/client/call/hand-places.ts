import type { Participant, ParticipantId } from '../../shared/protocol.js';

/** The place of each raised hand in the line, from 1 on: the hand that was up first comes first. */
export function handPlaces(
  people: readonly Pick<Participant, 'participantId' | 'handNumber'>[],
): ReadonlyMap<ParticipantId, number> {
  const inOrder = people
    .flatMap(({ participantId, handNumber }) =>
      handNumber === undefined ? [] : [{ participantId, handNumber }],
    )
    .sort((one, other) => one.handNumber - other.handNumber);
  return new Map(inOrder.map(({ participantId }, index) => [participantId, index + 1]));
}
