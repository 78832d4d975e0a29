import type { ChatMessage } from '../shared/protocol.js';

export interface Chat {
  /**
   * Keeps a message of a call. The same `clientKey` of the same page again is the same message: it is answered as
   * it was stored the first time (`isNew` false), so a page may safely send again what it got no answer to.
   */
  post(message: {
    callId: string;
    userId: string;
    participantId: string;
    name: string;
    text: string;
    clientKey: string;
  }): Promise<{ message: ChatMessage; isNew: boolean }>;
  /** The newest messages of a call, oldest first. */
  latest(callId: string, limit: number): Promise<ChatMessage[]>;
  /** Messages of the call that came before the one with the id `before`, oldest first; none for an unknown id. */
  before(callId: string, before: string, limit: number): Promise<ChatMessage[]>;
}
