import { InvitationModel } from '../models/invitation.js';
import { isDuplicateKey } from './database-errors.js';

/** The usernames that a meeting invites. A username may have no account, so a list tells nobody which accounts exist. */
export interface Invitations {
  /** In alphabetical order. */
  list(meetingId: string): Promise<string[]>;
  has(meetingId: string, username: string): Promise<boolean>;
  /** Makes these usernames the list of the meeting. After a crash in between, the list may still hold former names. */
  replace(meetingId: string, usernames: readonly string[]): Promise<void>;
}

export function createInvitations(): Invitations {
  async function list(meetingId: string): Promise<string[]> {
    const records = await InvitationModel.find({ meeting: meetingId }).select('username').lean();
    return records.map(({ username }) => username).sort();
  }

  return {
    list,

    async has(meetingId, username) {
      return (await InvitationModel.exists({ meeting: meetingId, username })) !== null;
    },

    async replace(meetingId, usernames) {
      const before = new Set(await list(meetingId));
      for (const username of usernames) {
        if (before.delete(username)) continue;
        try {
          await InvitationModel.create({ meeting: meetingId, username });
        } catch (error) {
          // Another request has invited the same person at the same moment.
          if (!isDuplicateKey(error)) throw error;
        }
      }
      if (before.size > 0)
        await InvitationModel.deleteMany({ meeting: meetingId, username: { $in: [...before] } });
    },
  };
}

/** Removes the username from all lists: a person who registers it later must not enter in place of its former owner. */
export async function forgetInvitations(username: string): Promise<void> {
  await InvitationModel.deleteMany({ username });
}
