import type { Peers } from '../../src/client/call/call-chat.js';
import type { ChannelMessage } from '../../src/client/mesh/channel-messages.js';
import type { ChannelState } from '../../src/client/mesh/channel.js';

export interface FakePeers extends Peers {
  sent: { to: string; message: ChannelMessage; answer(isDelivered: boolean): Promise<void> }[];
  states: Map<string, ChannelState>;
}

/** Replaces the data channels, and records what the page sends over them. */
export function fakePeers(): FakePeers {
  const peers: FakePeers = {
    sent: [],
    states: new Map(),
    sendMessage: (to, message) =>
      new Promise((resolve) => {
        peers.sent.push({
          to,
          message,
          answer: async (isDelivered) => {
            resolve(isDelivered);
            await new Promise(setImmediate);
          },
        });
      }),
    channelState: (id) => peers.states.get(id) ?? 'open',
  };
  return peers;
}
