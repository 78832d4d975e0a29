import { createHmac } from 'node:crypto';
import type { ParticipantId } from '../shared/protocol.js';

/** 144 bits, which are 24 characters of base64url. */
const ID_BYTES = 18;

export type ParticipantIds = (code: string, userId: string, tabId: string) => ParticipantId;

/**
 * Computes the id of a page in a call. All servers with the same key compute the same id for the same page, so nothing
 * has to be stored. No other page can claim the id, because the key and the page's `tabId` are secret.
 */
export function createParticipantIds(key: string): ParticipantIds {
  return (code, userId, tabId) =>
    createHmac('sha256', key)
      .update([code, userId, tabId].join('\0'))
      .digest()
      .subarray(0, ID_BYTES)
      .toString('base64url');
}
