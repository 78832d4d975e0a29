import type { Attempt } from './attempt.js';
import { growingDelay } from './limit-state.js';
import type { Limiter } from './limiter.js';
import { networkLimit } from './network-limit.js';
import { networkOf } from './network-of.js';

export interface PasscodeAttempts {
  /** @param attempt `personId` is the id of a user or a guest */
  begin(attempt: { personId: string; address: string; meetingId: string }): Promise<Attempt>;
}

const PER_PERSON = growingDelay({ free: 4 });
// Guests can get new ids, and the people of an office share an address.
const PER_NETWORK_AND_MEETING = growingDelay({ free: 19 });
// A passcode is shorter than a password. Attackers in many networks together have 1,440 attempts a day. The delay is short,
// because the people whom the meeting expects have to wait too.
const PER_MEETING = growingDelay({ free: 99, maxMs: 60_000 });

/** Limits attempts to enter a meeting with its passcode by person, by network and by meeting. */
export function createPasscodeAttempts(limiter: Limiter): PasscodeAttempts {
  return {
    begin: ({ personId, address, meetingId }) =>
      limiter.begin([
        networkLimit('passcodes', address),
        { key: ['passcodes of a person', personId, meetingId], policy: PER_PERSON, onSuccess: 'forget' },
        {
          key: ['passcodes in a network', networkOf(address), meetingId],
          policy: PER_NETWORK_AND_MEETING,
        },
        { key: ['passcodes', meetingId], policy: PER_MEETING },
      ]),
  };
}
