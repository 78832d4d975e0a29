import type { JoinSnapshot, Participant, Roster } from '../../src/shared/protocol.js';

/** The state of a microphone or camera that is off. */
export const off = { state: 'off', problem: null, deviceId: '' } as const;

/** A connected participant whose name is their id. */
export function person(participantId: string): Participant {
  return {
    participantId,
    name: participantId,
    joinNumber: 1,
    state: 'connected',
    media: { mic: false, camera: false, hand: false, screen: null },
  };
}

/** The answer to a join of the participant `me`. */
export function snapshot(roster: Roster): JoinSnapshot {
  return {
    self: 'me',
    roster,
    chat: [],
    call: { id: 'call', startedAt: 0 },
    iceServers: [],
    settings: { title: 'daily', maxParticipants: 12 },
    epoch: 'first run',
    resumed: false,
  };
}
