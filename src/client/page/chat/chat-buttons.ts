import { messages as t } from '#messages/privateChat';
import type { Participant, ParticipantId, Roster } from '../../../shared/protocol.js';
import { everyone, type CallState } from '../../call/call-state.js';
import { labelOf } from '../../call/person-label.js';
import { clone } from '../../lib/dom.js';
import type { PeoplePanel } from '../views/people-panel.js';

/** Gives each other person in the people panel a button to write to them. Returns the function that draws the buttons. */
export function createChatButtons(
  page: ParentNode,
  entryOf: PeoplePanel['entryOf'],
  write: (to: Participant) => void,
): (state: CallState) => void {
  const buttons = new Map<ParticipantId, HTMLElement>();
  let people: Roster = [];

  function createButton(participantId: ParticipantId): HTMLElement {
    const button = clone(page, '#person-chat-template');
    button.addEventListener('click', () => {
      const person = people.find((each) => each.participantId === participantId);
      if (person) write(person);
    });
    buttons.set(participantId, button);
    return button;
  }

  return function render(state): void {
    people = everyone(state);
    const ids = new Set(people.map(({ participantId }) => participantId));
    for (const id of buttons.keys()) if (!ids.has(id)) buttons.delete(id);
    if (state.panel !== 'people') return;
    for (const person of people) {
      const { participantId } = person;
      const entry = entryOf(participantId);
      if (participantId === state.self || !entry) continue;
      const button = buttons.get(participantId) ?? createButton(participantId);
      button.setAttribute('aria-label', t.messageTo({ name: labelOf(person, people) }));
      // Before the menu of a host, which other code appends.
      if (button.parentElement !== entry) entry.querySelector('.person__sign:last-of-type')?.after(button);
    }
  };
}
