import type { Access } from '../models/meeting.js';
import type { CallPreview } from '../shared/protocol.js';

/** What the decision depends on. "The call" is the one that is running, or that a crash has just interrupted. */
export interface EntryFacts {
  readonly isGuest: boolean;
  /** The host of the meeting. */
  readonly isOwner: boolean;
  /** Whether the meeting's list names this person. */
  readonly isInvited: boolean;
  /** Whether the person has been in the call before. */
  readonly wasInCall: boolean;
  /** Whether a host has removed the person from the call. */
  readonly isRemoved: boolean;
  /** Whether a host has removed anybody from the call. */
  readonly wasAnyoneRemoved: boolean;
  readonly access: Access;
  readonly isLocked: boolean;
  readonly allowsGuests: boolean;
}

export type Entry = CallPreview['entry'];

/**
 * Decides whether a person may enter, apart from the passcode. The order of the rules matters: the host always enters,
 * a removed person never, and a person who was in the call comes back without asking again.
 */
export function entryOf(facts: EntryFacts): Entry {
  const { isGuest, isInvited, access } = facts;
  if (facts.isOwner) return 'enter';
  if (facts.isRemoved) return 'removed';
  if (facts.wasInCall) return 'enter';
  if (isGuest && !facts.allowsGuests) return 'no-guests';
  if (facts.isLocked) return 'locked';
  // A guest has no username and therefore cannot be on the list, so a host decides. After somebody has been removed, the
  // same person could come back as a guest under another name.
  if (isGuest) return access === 'open' && !facts.wasAnyoneRemoved ? 'enter' : 'wait';
  if (isInvited || access === 'open') return 'enter';
  return access === 'knock' ? 'wait' : 'not-invited';
}
