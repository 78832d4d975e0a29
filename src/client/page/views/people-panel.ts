import { messages as t } from '#messages/page';
import { clone, find, setText } from '../../lib/dom.js';
import type { Participant } from '../../../shared/protocol.js';
import { everyone, linkOf, ownMedia, type CallState } from '../../call/call-state.js';
import { hueOf, initials } from './avatar.js';
import { onPanelClose } from './panel.js';

export interface PeopleActions {
  closePanel(): void;
}

/** Lists the participants with their media state and connection. */
export function createPeoplePanel(page: ParentNode, actions: PeopleActions) {
  const panel = find(page, '#people', HTMLElement);
  const list = find(panel, '.people__list', HTMLElement);
  const count = find(panel, '.people__count', HTMLElement);
  const items = new Map<string, HTMLElement>();
  onPanelClose(panel, actions.closePanel);

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
  const { participantId, name } = person;
  const isSelf = participantId === state.self;
  const media = isSelf ? ownMedia(state) : person.media;
  setText(find(item, '.person__name', HTMLElement), isSelf ? t.nameWithYou({ name }) : name);
  const badge = find(item, '.person__initials', HTMLElement);
  setText(badge, initials(name));
  badge.style.setProperty('--hue', String(hueOf(participantId)));
  setText(find(item, '.person__state', HTMLElement), connectionOf(person, state));
  const showSign = (sign: string, isShown: boolean) => {
    find(item, `[data-sign="${sign}"]`, HTMLElement).hidden = !isShown;
  };
  showSign('hand', media.hand);
  showSign('screen', media.screen !== null);
  showSign('camera-off', !media.camera);
  showSign('mic-off', !media.mic);
}

function connectionOf(person: Participant, state: CallState): string {
  const link = linkOf(state, person.participantId);
  if (link === 'connecting') return t.personConnecting();
  if (link === 'failed') return t.personFailed();
  if (link === 'reconnecting' || person.state === 'reconnecting') return t.personReconnecting();
  return '';
}
