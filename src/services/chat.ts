import { MessageModel } from '../models/message.js';
import type { MessageRecord } from '../models/message.js';
import type { ChatMessage } from '../shared/protocol.js';
import { isDuplicateKey } from './database-errors.js';
import { SilentCalls } from './silent-calls.js';

export interface Chat {
  /**
   * Stores a message of a call. When the same page posts the same `clientKey` again, resolves to the message as it was
   * stored the first time, with `isNew` false. So a page may repeat a message that was not acknowledged.
   */
  post(message: {
    callId: string;
    userId: string;
    participantId: string;
    name: string;
    isGuest?: boolean;
    text: string;
    clientKey: string;
  }): Promise<{ message: ChatMessage; isNew: boolean }>;
  /** The newest messages of a call, oldest first. */
  latest(callId: string, limit: number): Promise<ChatMessage[]>;
  /** Messages that are older than the one with the id `before`, oldest first; none if this call has no such message. */
  before(callId: string, before: string, limit: number): Promise<ChatMessage[]>;
}

/** `isExclusive`: no other process can use the database. */
export function createChat({ isExclusive = false }: { isExclusive?: boolean } = {}): Chat {
  const silent = new SilentCalls();

  return {
    async post({ callId, userId, ...message }) {
      const { participantId, clientKey } = message;
      const draft = { call: callId, user: userId, ...message, sentAt: new Date() };
      try {
        return { message: toMessage(await MessageModel.create(draft)), isNew: true };
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        const stored = await MessageModel.findOne({ call: callId, participantId, clientKey }).lean().orFail();
        return { message: toMessage(stored), isNew: false };
      } finally {
        silent.end(callId); // also after a failure, because the message may have been stored
      }
    },

    async latest(callId, limit) {
      if (silent.has(callId)) return [];
      const asOf = silent.changes;
      const records = await MessageModel.find({ call: callId }).sort({ _id: -1 }).limit(limit).lean();
      if (isExclusive && records.length === 0) silent.add(callId, asOf);
      return records.reverse().map(toMessage);
    },

    async before(callId, before, limit) {
      const [known, records] = await Promise.all([
        MessageModel.findOne({ _id: before, call: callId }).select('_id').lean(),
        MessageModel.find({ call: callId, _id: { $lt: before } })
          .sort({ _id: -1 })
          .limit(limit)
          .lean(),
      ]);
      return known ? records.reverse().map(toMessage) : [];
    },
  };
}

function toMessage(record: MessageRecord): ChatMessage {
  const { _id, participantId, name, isGuest, text, sentAt, clientKey } = record;
  return {
    id: String(_id),
    participantId,
    name,
    isGuest: isGuest ?? false,
    text,
    sentAt: sentAt.getTime(),
    clientKey,
  };
}
