import { messages as t } from '#messages/direct';
import type { Participant, Roster } from '../../shared/protocol.js';
import { displayName } from './display-name.js';

/** The name of a person in the call, with a number if several people have the same one. */
export function labelOf(person: Participant, people: Roster): string {
  const name = displayName(person);
  const same = people.filter((each) => displayName(each) === name);
  const at = same.findIndex(({ participantId }) => participantId === person.participantId);
  return same.length > 1 ? t.numbered({ name, number: String(at + 1) }) : name;
}
