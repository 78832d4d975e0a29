import { messages as events } from '#messages/events';
import { messages as t } from '#messages/inCall';
import { clone, find, setText } from '../../lib/dom.js';
import type { Participant, ParticipantId } from '../../../shared/protocol.js';
import { labelOf } from '../../call/person-label.js';
import { everyone, linkOf, ownMedia, type CallState } from '../../call/call-state.js';
import { handPlaces } from '../../call/hand-places.js';
import { hueOf, initials } from './avatar.js';
import { onPanelClose } from './panel-close.js';

export interface PeopleActions {
  closePanel(): void;
}

export interface PeoplePanel {
  render(state: CallState): void;
  /** The entry of a participant while the panel is open. */
  entryOf(participantId: ParticipantId): HTMLElement | undefined;
}

/** Lists the participants with their role, media state and connection. */
export function createPeoplePanel(page: ParentNode, actions: PeopleActions): PeoplePanel {
  const panel = find(page, '#people', HTMLElement);
  const list = find(panel, '.people__list', HTMLElement);
  const count = find(panel, '.people__count', HTMLElement);
  const close = find(panel, '[data-close-panel]', HTMLButtonElement);
  const items = new Map<string, PersonItem>();
  onPanelClose(panel, actions.closePanel);

  function render(state: CallState): void {
    const isOpening = panel.hidden && state.panel === 'people';
    panel.hidden = state.panel !== 'people';
    if (panel.hidden) return;
    if (isOpening) close.focus();
    const people = everyone(state);
    setText(count, String(people.length));
    const ids = new Set(people.map(({ participantId }) => participantId));
    for (const [id, { element }] of items) {
      if (ids.has(id)) continue;
      if (element.contains(document.activeElement)) close.focus();
      element.remove();
      items.delete(id);
    }
    const places = handPlaces(people);
    for (const [index, person] of people.entries()) {
      const item = items.get(person.participantId) ?? createItem(clone(page, '#person-template'));
      items.set(person.participantId, item);
      item.update(person, state, places);
      const place = list.children[index] ?? null;
      if (place !== item.element) list.insertBefore(item.element, place);
    }
  }

  return { render, entryOf: (id) => items.get(id)?.element };
}

interface PersonItem {
  readonly element: HTMLElement;
  update(person: Participant, state: CallState, places: ReadonlyMap<ParticipantId, number>): void;
}

function createItem(element: HTMLElement): PersonItem {
  const caption = find(element, '.person__name', HTMLElement);
  const badge = find(element, '.person__initials', HTMLElement);
  const status = find(element, '.person__state', HTMLElement);
  const sign = (name: string) => find(element, `[data-sign="${name}"]`, HTMLElement);
  const signs = {
    hand: sign('hand'),
    screen: sign('screen'),
    cameraOff: sign('camera-off'),
    micOff: sign('mic-off'),
  };

  return {
    element,
    update(person, state, places) {
      const { participantId } = person;
      const name = labelOf(person, everyone(state));
      const isSelf = participantId === state.self;
      const media = isSelf ? ownMedia(state) : person.media;
      setText(caption, isSelf ? t.nameWithYou({ name }) : name);
      setText(badge, initials(person.name));
      badge.style.setProperty('--hue', String(hueOf(participantId)));
      setText(status, statusOf(person, state));
      signs.hand.hidden = !media.hand;
      const place = places.get(participantId) ?? 1;
      signs.hand.dataset['place'] = places.size > 1 ? String(place) : '';
      signs.hand.setAttribute('aria-label', events.handPlace({ place }));
      signs.screen.hidden = media.screen === null;
      signs.cameraOff.hidden = media.camera;
      signs.micOff.hidden = media.mic;
    },
  };
}

/** The role and the connection, as far as they are not the usual ones. */
function statusOf(person: Participant, state: CallState): string {
  return [roleOf(person), connectionOf(person, state)].filter(Boolean).join(' · ');
}

function roleOf({ role }: Participant): string {
  if (role === 'host') return t.host();
  return role === 'co-host' ? t.coHost() : '';
}

function connectionOf(person: Participant, state: CallState): string {
  const link = linkOf(state, person.participantId);
  if (link === 'connecting') return t.personConnecting();
  if (link === 'failed') return t.personFailed();
  const isUnlisted = state.unlisted.some(({ participantId }) => participantId === person.participantId);
  // A page without the server does not know who else has lost it.
  if (link === 'connected' && isUnlisted && state.phase === 'joined') return t.personDirect();
  if (link === 'reconnecting' || person.state === 'reconnecting') return t.personReconnecting();
  return '';
}
