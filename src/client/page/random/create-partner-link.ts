import type { Store } from '../../lib/store.js';
import { PartnerLink, type PartnerLinkOptions } from './partner-link.js';
import type { Socket } from './random-options.js';
import { withLine, type RandomState } from './random-state.js';

export interface LinkParts extends Pick<
  PartnerLinkOptions,
  'match' | 'createEngine' | 'onBye' | 'onSilent' | 'onError'
> {
  readonly store: Store<RandomState>;
  readonly signalling: Pick<Socket, 'request'>;
}

/** Connects the link to the other page with the server, and with the state that this page shows. */
export function createPartnerLink({ store, signalling, ...parts }: LinkParts): PartnerLink {
  const { pairId } = parts.match;
  const patch = (change: Partial<RandomState>) => {
    store.set((state) => ({ ...state, ...change }));
  };
  return new PartnerLink({
    ...parts,
    send: async (signal) => {
      const reply = await signalling.request('random-signal', { pairId, signal });
      // These would be refused again. After all others the signal is sent again.
      return reply.ok || reply.error.code === 'not-paired' || reply.error.code === 'bad-request';
    },
    switches: () => {
      const { mic, camera } = store.get().local;
      return { mic: mic.state !== 'off', camera: camera.state !== 'off' };
    },
    onRemote: (remote) => {
      patch({ remote });
    },
    onText: (key, text) => {
      store.set((state) =>
        withLine(state, { key, isOwn: false, text, sentAt: Date.now(), delivery: 'delivered' }),
      );
    },
    onSwitches: (partner) => {
      patch({ partner });
    },
  });
}
