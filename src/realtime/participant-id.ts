import { createHmac } from 'node:crypto';
import type { ParticipantId } from '../shared/protocol.js';

/** 144 bits, 24 characters of base64url. */
const ID_BYTES = 18;

export type ParticipantIds = (code: string, userId: string, tabId: string) => ParticipantId;

/**
 * Names a page in a call. The same page gets the same id from every server with the same key, with nothing stored;
 * and since the key and the page's `tabId` are secret, nobody else can claim it.
 */
export function createParticipantIds(key: string): ParticipantIds {
  return (code, userId, tabId) =>
    createHmac('sha256', key)
      .update([code, userId, tabId].join('\0'))
      .digest()
      .subarray(0, ID_BYTES)
      .toString('base64url');
}
