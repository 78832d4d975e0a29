import { CHAT_PAGE_SIZE } from '../../shared/limits.js';
import type { Store } from '../lib/store.js';
import { everyone, type CallState } from './call-state.js';
import { withDelivery, withDraft, withMessage, withOlderMessages } from './chat-state.js';
import type { Signalling } from './signalling.js';

export interface CallChat {
  /** Shows the message at once and sends it. A lost connection delays it; a refusal marks it as failed. */
  send(text: string): void;
  /** Sends a failed message again. */
  retry(clientKey: string): void;
  /** After a rejoin: sends every unanswered message again. The server stores each `clientKey` only once. */
  resend(): void;
  loadOlder(): Promise<void>;
}

export function createCallChat(
  store: Store<CallState>,
  signalling: Pick<Signalling, 'request' | 'on'>,
): CallChat {
  signalling.on('chat-message', (message) => {
    store.set((state) => withMessage(state, message, { isNews: true }));
  });

  async function deliver(text: string, clientKey: string): Promise<void> {
    if (store.get().phase !== 'joined') return; // resend() sends it after the rejoin
    const reply = await signalling.request('chat-message', { text, clientKey });
    if (reply.ok) store.set((state) => withMessage(state, reply.value, { isNews: false }));
    else if (reply.error.code !== 'disconnected' && reply.error.code !== 'not-in-call') {
      store.set((state) => withDelivery(state, clientKey, 'failed'));
    }
  }

  return {
    send(text) {
      const clientKey = randomKey();
      store.set((state) => {
        const own = everyone(state).find(({ participantId }) => participantId === state.self);
        const { name = '', isGuest = false } = own ?? {};
        return withDraft(state, { text, clientKey, name, isGuest, sentAt: Date.now() });
      });
      void deliver(text, clientKey);
    },
    retry(clientKey) {
      const line = store.get().chat.find((each) => each.id === null && each.clientKey === clientKey);
      if (!line) return;
      store.set((state) => withDelivery(state, clientKey, 'sending'));
      void deliver(line.text, clientKey);
    },
    resend() {
      for (const line of store.get().chat) {
        if (line.id === null && line.delivery === 'sending') void deliver(line.text, line.clientKey);
      }
    },
    async loadOlder() {
      const before = store.get().chat.find((line) => line.id !== null)?.id;
      if (!before) return;
      const reply = await signalling.request('chat-history', { before });
      if (!reply.ok) return;
      store.set((state) => withOlderMessages(state, reply.value, { before, pageSize: CHAT_PAGE_SIZE }));
    },
  };
}

/** 128 random bits as text. `crypto.randomUUID` exists on secure pages only. */
export function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}
