import type { MediaState, Participant, ParticipantId, Role } from '../../../shared/protocol.js';

/** What a host can do about one person, in the order of the menu. */
export type PersonAction =
  | 'mute'
  | 'ask-to-unmute'
  | 'stop-share'
  | 'lower-hand'
  | 'make-co-host'
  | 'remove-co-host'
  | 'make-host'
  | 'remove';

export interface Viewer {
  participantId: ParticipantId | null;
  role: Role;
}

/** The actions that `viewer` may take about `person` at present. The server decides by the same rules. */
export function personActions(viewer: Viewer, person: Participant): PersonAction[] {
  if (viewer.role === 'participant' || viewer.participantId === person.participantId) return [];
  return [
    ...mediaActions(person.media),
    ...(viewer.role === 'host' ? roleActions(person) : []),
    ...removal(viewer, person),
  ];
}

function mediaActions({ mic, screen, hand }: MediaState): PersonAction[] {
  const actions: PersonAction[] = [mic ? 'mute' : 'ask-to-unmute'];
  if (screen !== null) actions.push('stop-share');
  if (hand) actions.push('lower-hand');
  return actions;
}

/** Guests have no account, so the meeting could not recognise them as hosts. */
function roleActions({ isGuest, role }: Participant): PersonAction[] {
  if (isGuest || role === 'host') return [];
  return [role === 'co-host' ? 'remove-co-host' : 'make-co-host', 'make-host'];
}

function removal({ role }: Viewer, person: Participant): PersonAction[] {
  const mayRemove = role === 'host' ? person.role !== 'host' : person.role === 'participant';
  return mayRemove ? ['remove'] : [];
}
