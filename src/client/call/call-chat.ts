import { messages as t } from '#messages/direct';
import { CHAT_PAGE_SIZE } from '../../shared/limits.js';
import type { ParticipantId } from '../../shared/protocol.js';
import type { Store } from '../lib/store.js';
import type { ChannelMessage } from '../mesh/channel-messages.js';
import type { MediaEngine } from '../mesh/media-engine.js';
import { withAside } from './asides.js';
import { everyone, type CallState } from './call-state.js';
import {
  withDelivery,
  withDirectMessage,
  withDraft,
  withMessage,
  withOlderMessages,
  type ChatLine,
} from './chat-state.js';
import { labelOf } from './person-label.js';
import type { Signalling } from './signalling.js';

/** The server takes one message per second from a page that has sent many. */
const RATE_PAUSE_MS = 1_500;

export type Peers = Pick<MediaEngine, 'sendMessage' | 'channelState'>;

/** Sends private messages. The page loads it after the join. */
export interface PrivateChat {
  /** Whether the person writes to one person now. */
  isChosen(): boolean;
  send(text: string): void;
  /** Sends a failed private message again. Ignores every other key. */
  retry(clientKey: string): void;
}

export interface CallChat {
  /** The direct way to the other pages. */
  readonly peers: Peers;
  /** Null until it is loaded. */
  privately: PrivateChat | null;
  /**
   * Shows the message at once and sends it to the person or the people whom the person has chosen. While the server is
   * away, a message to everyone goes directly to the others, and the server stores it after the rejoin. A refusal marks
   * it as failed.
   */
  send(text: string): void;
  /** Sends a failed message again. */
  retry(clientKey: string): void;
  /** After a rejoin: sends every unanswered message again. The server stores each `clientKey` only once. */
  resend(): Promise<void>;
  /** Takes a message that another page has sent directly. */
  receive(from: ParticipantId, message: ChannelMessage): void;
  loadOlder(): Promise<void>;
}

export function createCallChat(
  store: Store<CallState>,
  signalling: Pick<Signalling, 'request' | 'on'>,
  peers: Peers,
): CallChat {
  /** The latest `resend` while it goes on. It replaces an earlier one. */
  let resending: object | null = null;

  signalling.on('chat-message', (message) => {
    store.set((state) => withMessage(state, message, { isNews: true }));
  });

  type Sent = Pick<ChatLine, 'text' | 'clientKey'>;

  /** Resolves to false if the server takes no more messages at present and the message has to wait. */
  async function deliver({ text, clientKey }: Sent, { mayWait = false } = {}): Promise<boolean> {
    if (store.get().phase !== 'joined') {
      sendDirectly({ text, clientKey });
      return true;
    }
    const reply = await signalling.request('chat-message', { text, clientKey });
    if (reply.ok) store.set((state) => withMessage(state, reply.value, { isNews: false }));
    else if (reply.error.code === 'disconnected' || reply.error.code === 'not-in-call') {
      sendDirectly({ text, clientKey });
    } else if (mayWait && reply.error.code === 'rate-limited') return false;
    else store.set((state) => withDelivery(state, clientKey, 'failed', reply.error.code));
    return true;
  }

  /** Sends a message past the server. `resend` sends it to the server, which alone can store it. */
  function sendDirectly({ text, clientKey }: Sent): void {
    for (const id of store.get().remotes.keys()) {
      void peers.sendMessage(id, { type: 'chat', id: clientKey, text }).then((isDelivered) => {
        if (isDelivered) store.set((state) => withDelivery(state, clientKey, 'direct'));
      });
    }
  }

  function isUnanswered(line: ChatLine): boolean {
    return line.isOwn && line.id === null && line.delivery !== 'failed';
  }

  return {
    peers,
    privately: null,
    send(text) {
      if (this.privately?.isChosen()) {
        this.privately.send(text);
        return;
      }
      const clientKey = randomKey();
      store.set((state) => {
        const own = everyone(state).find(({ participantId }) => participantId === state.self);
        const { name = '', isGuest = false } = own ?? {};
        return withDraft(state, { text, clientKey, name, isGuest, sentAt: Date.now() });
      });
      const waits = resending !== null && store.get().phase === 'joined'; // behind the earlier messages
      if (!waits) void deliver({ text, clientKey });
    },
    retry(clientKey) {
      this.privately?.retry(clientKey);
      const line = store
        .get()
        .chat.find((each) => each.isOwn && each.id === null && each.clientKey === clientKey);
      if (!line) return;
      store.set((state) => withDelivery(state, clientKey, 'sending'));
      void deliver(line);
    },
    async resend() {
      const run = {};
      resending = run;
      const isOver = () => resending !== run || store.get().phase !== 'joined';
      const tried = new Set<string>();
      const next = () => store.get().chat.find((line) => isUnanswered(line) && !tried.has(line.clientKey));
      // One after the other, so that the server stores them in the order in which the person wrote them.
      for (let line = next(); line && !isOver(); line = next()) {
        if (await deliver(line, { mayWait: true })) tried.add(line.clientKey);
        else await new Promise((resolve) => setTimeout(resolve, RATE_PAUSE_MS));
      }
      if (resending === run) resending = null;
    },
    receive(from, received) {
      const { type, id: clientKey, text } = received;
      const people = everyone(store.get());
      const sender = people.find(({ participantId }) => participantId === from);
      // The answer to the join names the people, and a connection can be faster.
      if (!sender && store.get().phase === 'joining') setTimeout(() => this.receive(from, received), 100);
      if (!sender) return;
      const { name, isGuest } = sender;
      const message = { participantId: from, name, isGuest, text, clientKey, sentAt: Date.now() };
      if (type === 'chat') store.set((state) => withDirectMessage(state, message));
      else {
        const aside = {
          ...message,
          // The label has the mark of a guest already.
          ...{ name: labelOf(sender, people), isGuest: false },
          ...({ peer: from, isOwn: false, delivery: 'stored', note: t.onlyYou() } as const),
        };
        store.set((state) => withAside(state, aside));
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
