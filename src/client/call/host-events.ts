import { messages as t } from '#messages/call';
import type { LocalMedia } from '../devices/local-media.js';
import type { Store } from '../lib/store.js';
import type { CallState } from './call-state.js';
import type { Notices } from './notices.js';
import type { Signalling } from './signalling.js';

export interface HostEventOptions {
  store: Store<CallState>;
  media: Pick<LocalMedia, 'setMic' | 'stopScreen'>;
  notices: Pick<Notices, 'problem'>;
  setHand(hand: boolean): void;
  end(reason: 'removed' | 'ended-by-host', endedBy: string): void;
}

/** Does on this page what a host has decided, and tells the person. The page never turns a microphone on by itself. */
export function obeyHost(
  signalling: Pick<Signalling, 'on'>,
  { store, media, notices, setHand, end }: HostEventOptions,
): void {
  signalling.on('muted', ({ by }) => {
    if (store.get().local.mic.state === 'off') return; // a host who mutes everyone also reaches muted pages
    void media.setMic(false);
    notices.problem(t.mutedBy({ name: by }));
  });
  signalling.on('unmute-asked', ({ by }) => {
    store.set((state) => (state.local.mic.state === 'on' ? state : { ...state, unmuteAskedBy: by }));
  });
  signalling.on('share-stopped', ({ by }) => {
    if (store.get().local.screen === null) return; // the person has just stopped it
    media.stopScreen();
    notices.problem(t.shareStoppedBy({ name: by }));
  });
  signalling.on('hand-lowered', ({ by }) => {
    if (!store.get().hand) return;
    setHand(false);
    notices.problem(t.handLoweredBy({ name: by }));
  });
  signalling.on('removed', ({ by }) => {
    end('removed', by);
  });
  signalling.on('call-ended', ({ by }) => {
    end('ended-by-host', by);
  });
  signalling.on('call-settings', (settings) => {
    store.set((state) => ({ ...state, settings }));
  });
  signalling.on('waiting-room', (waitingRoom) => {
    store.set((state) => ({ ...state, waitingRoom }));
  });
}
