import { messages as t } from '#messages/host';
import type { WaitingPerson } from '../../../shared/protocol.js';
import type { Moderate } from '../../call/moderation.js';
import { clone, find, setText } from '../../lib/dom.js';
import { hueOf, initials } from '../views/avatar.js';

/** The people who wait to be let in, above the list of participants. */
export function createWaitingList(page: ParentNode, root: HTMLElement, moderate: Moderate) {
  const section = find(root, '.host__waiting', HTMLElement);
  const heading = find(section, 'h3', HTMLElement);
  const list = find(section, '.host__list', HTMLElement);
  const admitAll = find(section, '[data-admit-all]', HTMLButtonElement);
  const rows = new Map<string, HTMLElement>();
  admitAll.addEventListener('click', () => void moderate('admit', {}));

  function createRow({ participantId, name, username }: WaitingPerson): HTMLElement {
    const row = clone(page, '#waiting-template');
    const caption = find(row, '.person__name', HTMLElement);
    const badge = find(row, '.person__initials', HTMLElement);
    caption.id = `waiting-${participantId}`;
    setText(caption, name);
    setText(
      find(row, '.person__state', HTMLElement),
      username === null ? t.guest() : t.username({ username }),
    );
    setText(badge, initials(name));
    badge.style.setProperty('--hue', String(hueOf(participantId)));
    row.setAttribute('aria-labelledby', caption.id);
    for (const event of ['admit', 'deny'] as const) {
      const button = find(row, `[data-${event}]`, HTMLButtonElement);
      // The buttons of all rows have the same name, and the description tells them apart.
      button.setAttribute('aria-describedby', caption.id);
      button.addEventListener('click', () => void moderate(event, { participantId }));
    }
    return row;
  }

  return function render(waiting: readonly WaitingPerson[], focusElsewhere: () => void): void {
    const ids = new Set(waiting.map(({ participantId }) => participantId));
    const hadFocus = section.contains(document.activeElement);
    for (const [id, row] of rows) {
      if (ids.has(id)) continue;
      row.remove();
      rows.delete(id);
    }
    for (const person of waiting) {
      if (rows.has(person.participantId)) continue;
      const row = createRow(person);
      rows.set(person.participantId, row);
      list.append(row);
    }
    setText(heading, t.waiting({ count: waiting.length }));
    admitAll.hidden = waiting.length < 2;
    section.hidden = waiting.length === 0;
    if (!hadFocus || isFocusable(section)) return;
    // The heading, and not the next button: a second press of Enter must not let in another person.
    if (section.hidden) focusElsewhere();
    else heading.focus();
  };
}

/** Whether the focus is still on a visible element of this section. */
function isFocusable(section: HTMLElement): boolean {
  const { activeElement } = document;
  return (
    section.contains(activeElement) &&
    activeElement instanceof HTMLElement &&
    activeElement.offsetParent !== null
  );
}
