import { messages as t } from '#messages/privateChat';
import type { Participant, ParticipantId } from '../../shared/protocol.js';
import type { Store } from '../lib/store.js';
import { changeAside, withAside } from './asides.js';
import { randomKey, type Peers } from './call-chat.js';
import { everyone, type CallState } from './call-state.js';
import type { Aside } from './chat-state.js';
import type { Notices } from './notices.js';
import { labelOf } from './person-label.js';

export interface PrivateMessages {
  send(to: Participant, text: string): void;
  retry(clientKey: string): void;
}

/** Sends messages to one person over the data channel, and tells the person whether they have arrived. */
export function createPrivateMessages(
  store: Store<CallState>,
  peers: Peers,
  notices: Pick<Notices, 'problem'>,
): PrivateMessages {
  async function deliver({ peer, clientKey, text }: Aside, name: string): Promise<void> {
    const isOutdated = () => peers.channelState(peer) === 'unsupported';
    const isDelivered =
      !isOutdated() && (await peers.sendMessage(peer, { type: 'private', id: clientKey, text }));
    if (isDelivered) {
      const note = t.delivered({ name });
      store.set((state) => changeAside(state, clientKey, { delivery: 'stored', note }));
      return;
    }
    const problem = reasonFor(store.get(), peer, name, isOutdated());
    store.set((state) => changeAside(state, clientKey, { delivery: 'failed', problem }));
    if (store.get().panel !== 'chat') notices.problem(problem.text);
  }

  return {
    send(to, text) {
      const state = store.get();
      const name = labelOf(to, everyone(state));
      const clientKey = randomKey();
      const self = state.self ?? '';
      store.set((now) =>
        withAside(now, {
          ...{ clientKey, text, participantId: self, name: '', isGuest: false, isOwn: true },
          ...{ peer: to.participantId, note: t.onlyName({ name }), sentAt: Date.now(), delivery: 'sending' },
        }),
      );
      const aside = find(store.get(), clientKey);
      if (aside) void deliver(aside, name);
    },
    retry(clientKey) {
      const aside = find(store.get(), clientKey);
      const people = everyone(store.get());
      const to = aside && people.find(({ participantId }) => participantId === aside.peer);
      if (!to) return;
      store.set((state) => changeAside(state, clientKey, { delivery: 'sending' }));
      void deliver(aside, labelOf(to, people));
    },
  };
}

function find({ asides }: CallState, clientKey: string): Aside | undefined {
  return asides.find((each) => each.isOwn && each.clientKey === clientKey);
}

function reasonFor(
  state: CallState,
  peer: ParticipantId,
  name: string,
  isOutdated: boolean,
): NonNullable<Aside['problem']> {
  const isHere = everyone(state).some(({ participantId }) => participantId === peer);
  if (!isHere) return { text: t.nameLeft({ name }), canRetry: false };
  if (isOutdated) return { text: t.nameOutdated({ name }), canRetry: false };
  return { text: t.nameUnreachable({ name }), canRetry: true };
}
