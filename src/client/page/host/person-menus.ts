import { messages as t } from '#messages/host';
import type { Participant } from '../../../shared/protocol.js';
import { everyone, ownRole, type CallState } from '../../call/call-state.js';
import type { Moderate } from '../../call/moderation.js';
import { clone } from '../../lib/dom.js';
import { createMenu, type MenuItem } from '../views/menu.js';
import type { PeoplePanel } from '../views/people-panel.js';
import type { Question } from './confirm-dialog.js';
import { personActions, type PersonAction } from './menu-items.js';

export interface PersonMenuOptions {
  page: ParentNode;
  panel: HTMLElement;
  entryOf: PeoplePanel['entryOf'];
  moderate: Moderate;
  ask(question: Question): Promise<boolean>;
}

/** The menu button of each person in the people panel. */
export function createPersonMenus({ page, panel, entryOf, moderate, ask }: PersonMenuOptions) {
  const menu = createMenu(page, panel, 'person-menu');
  const buttons = new Map<string, HTMLButtonElement>();
  let shown: CallState | null = null;

  function createButton({ participantId, name }: Participant): HTMLButtonElement {
    const element = clone(page, '#person-menu-template');
    if (!(element instanceof HTMLButtonElement))
      throw new Error('The template of a menu button is no button');
    element.id = `more-${participantId}`;
    element.setAttribute('aria-label', t.more({ name }));
    element.addEventListener('click', () => {
      menu.toggle(element, itemsFor(participantId));
    });
    element.addEventListener('keydown', (event) => {
      if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
      event.preventDefault();
      menu.toggle(element, itemsFor(participantId), { last: event.key === 'ArrowUp' });
    });
    return element;
  }

  function itemsFor(participantId: string): MenuItem[] {
    const person = shown && everyone(shown).find((each) => each.participantId === participantId);
    return shown && person ? actionsFor(shown, person).map((action) => itemFor(action, person)) : [];
  }

  function itemFor(action: PersonAction, { participantId, name }: Participant): MenuItem {
    const one = { participantId };
    const item = (label: string, run: () => void, isDanger = false) => ({
      key: action,
      label,
      isDanger,
      run,
    });
    switch (action) {
      case 'mute':
        return item(t.mute(), () => void moderate('mute', one));
      case 'ask-to-unmute':
        return item(t.askToUnmute(), () => void moderate('ask-to-unmute', one));
      case 'stop-share':
        return item(t.stopSharing(), () => void moderate('stop-share', one));
      case 'lower-hand':
        return item(t.lowerHand(), () => void moderate('lower-hand', one));
      case 'make-co-host':
        return item(t.makeCoHost(), () => void moderate('co-host', { ...one, isCoHost: true }));
      case 'remove-co-host':
        return item(t.removeCoHost(), () => void moderate('co-host', { ...one, isCoHost: false }));
      case 'make-host': {
        const question = {
          heading: t.makeHostHeading({ name }),
          text: t.makeHostText({ name }),
          confirm: t.makeHost(),
        };
        return item(t.makeHost(), () => void ifSure(question, () => moderate('hand-over', one)));
      }
      case 'remove': {
        const question = { heading: t.removeHeading({ name }), text: t.removeText(), confirm: t.remove() };
        return item(t.remove(), () => void ifSure(question, () => moderate('remove', one)), true);
      }
    }
  }

  async function ifSure(question: Question, act: () => Promise<unknown>): Promise<void> {
    if (await ask(question)) await act();
  }

  function render(state: CallState): void {
    shown = state;
    const people = everyone(state);
    const ids = new Set(people.map(({ participantId }) => participantId));
    for (const id of buttons.keys()) if (!ids.has(id)) buttons.delete(id);
    for (const person of people) draw(state, person);
    menu.closeIfOrphaned();
  }

  function draw(state: CallState, person: Participant): void {
    const { participantId } = person;
    const hasActions = actionsFor(state, person).length > 0;
    const button = buttons.get(participantId) ?? (hasActions ? createButton(person) : null);
    if (!button) return;
    buttons.set(participantId, button);
    menu.update(button, itemsFor(participantId));
    const entry = entryOf(participantId);
    if (entry && button.parentElement !== entry) entry.append(button);
    button.hidden = !hasActions;
  }

  return { render };
}

function actionsFor(state: CallState, person: Participant): PersonAction[] {
  return personActions({ participantId: state.self, role: ownRole(state) }, person);
}
