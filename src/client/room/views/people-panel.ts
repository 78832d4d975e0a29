import { clone, find, setText } from '../../lib/dom.js';
import type { Participant } from '../../../shared/protocol.js';
import { everyone, linkOf, ownMedia, type CallState } from '../call-state.js';
import { hueOf, initials } from './initials.js';

/** Everyone in the call, with what they send and how they are connected. */
export function createPeoplePanel(page: ParentNode) {
  const panel = find(page, '#people', HTMLElement);
  const list = find(panel, '.people__list', HTMLElement);
  const count = find(panel, '.people__count', HTMLElement);
  const items = new Map<string, HTMLElement>();

  return function render(state: CallState): void {
    const isOpening = panel.hidden && state.panel === 'people';
    panel.hidden = state.panel !== 'people';
    if (isOpening) find(panel, '[data-close-panel]', HTMLButtonElement).focus();
    const people = everyone(state);
    setText(count, String(people.length));
    const ids = new Set(people.map(({ participantId }) => participantId));
    for (const [id, item] of items) {
      if (ids.has(id)) continue;
      item.remove();
      items.delete(id);
    }
    for (const [index, person] of people.entries()) {
      const item = items.get(person.participantId) ?? clone(page, '#person-template');
      items.set(person.participantId, item);
      draw(item, person, state);
      if (list.children[index] !== item) list.insertBefore(item, list.children[index] ?? null);
    }
  };
}

function draw(item: HTMLElement, person: Participant, state: CallState): void {
  const isSelf = person.participantId === state.self;
  const media = isSelf ? ownMedia(state) : person.media;
  setText(find(item, '.person__name', HTMLElement), isSelf ? `${person.name} (you)` : person.name);
  const badge = find(item, '.person__initials', HTMLElement);
  setText(badge, initials(person.name));
  badge.style.setProperty('--hue', String(hueOf(person.participantId)));
  setText(find(item, '.person__state', HTMLElement), stateOf(person, state));
  const sign = (name: string, isShown: boolean) => {
    find(item, `[data-sign="${name}"]`, HTMLElement).hidden = !isShown;
  };
  sign('hand', media.hand);
  sign('screen', media.screen !== null);
  sign('camera-off', !media.camera);
  sign('mic-off', !media.mic);
}

function stateOf(person: Participant, state: CallState): string {
  const link = linkOf(state, person.participantId);
  if (link === 'connecting') return 'connecting…';
  if (link === 'failed') return 'no connection';
  if (link === 'reconnecting' || person.state === 'reconnecting') return 'reconnecting…';
  return '';
}
