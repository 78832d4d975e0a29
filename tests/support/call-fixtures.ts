import type { CallPreview, JoinSnapshot, Participant, Roster } from '../../src/shared/protocol.js';

/** The state of a microphone or camera that is off. */
export const off = { state: 'off', problem: null, deviceId: '' } as const;

/** A connected participant whose name is their id. */
export function person(participantId: string): Participant {
  return {
    participantId,
    name: participantId,
    isGuest: false,
    role: 'participant',
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
    call: { id: 'call', startedAt: 0, ageMs: 0 },
    iceServers: [],
    iceServersTtlMs: null,
    settings: { title: 'daily', maxParticipants: 12, isLocked: false },
    waitingRoom: [],
    epoch: 'first run',
    resumed: false,
    gone: [],
    relayed: [],
  };
}

/** What a page before the call learns if it may enter at once. */
export function preview(change: Partial<CallPreview> = {}): CallPreview {
  return {
    count: 0,
    full: false,
    entry: 'enter',
    needsPasscode: false,
    elsewhere: null,
    names: null,
    reachable: [],
    iceServers: [],
    ...change,
  };
}
