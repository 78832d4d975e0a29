import type { Access } from '../models/meeting.js';
import type { Invitations } from './invitations.js';
import type { Meeting, Meetings } from './meetings.js';
import type { Passcodes } from './passcodes.js';

/** What a host can set. A missing field stays as it is. */
export interface SettingsChange {
  readonly title?: string | undefined;
  readonly access?: Access | undefined;
  readonly locked?: boolean | undefined;
  readonly allowGuests?: boolean | undefined;
  /** Null removes the passcode. */
  readonly passcode?: string | null | undefined;
  /** The usernames of the people who are invited. */
  readonly invited?: readonly string[] | undefined;
}

export interface MeetingSettings {
  /** The usernames that the meeting invites, in alphabetical order. */
  invited(meeting: Meeting): Promise<string[]>;
  /**
   * Stores the settings. Resolves to null when the meeting does not exist any more.
   * @throws {BusyError} when too many passcodes wait to be hashed
   */
  change(meeting: Meeting, change: SettingsChange): Promise<Meeting | null>;
}

export function createMeetingSettings(options: {
  readonly meetings: Pick<Meetings, 'change'>;
  readonly invitations: Invitations;
  readonly passcodes: Passcodes;
}): MeetingSettings {
  const { meetings, invitations, passcodes } = options;

  async function hashOf(passcode: SettingsChange['passcode']): Promise<string | null | undefined> {
    return typeof passcode === 'string' ? passcodes.hash(passcode) : passcode;
  }

  return {
    invited: ({ id }) => invitations.list(id),

    async change({ id }, { title, access, locked, allowGuests, passcode, invited }) {
      // Before any write: it can refuse.
      const passcodeHash = await hashOf(passcode);
      // Then the list: if the meeting becomes one for invited people, they can enter from the first moment.
      if (invited !== undefined) await invitations.replace(id, invited);
      return meetings.change(id, {
        title,
        access,
        isLocked: locked,
        allowsGuests: allowGuests,
        passcodeHash,
      });
    },
  };
}
