import { messages as t } from '#messages/call';
import type { Store } from '../lib/store.js';
import type { CallState } from './call-state.js';
import type { Notices } from './notices.js';
import type { Signalling } from './signalling.js';

/** Shows a notice when a participant joins, leaves or shares a screen, and when the server restarts. */
export function showEventNotices(
  signalling: Pick<Signalling, 'on'>,
  store: Store<CallState>,
  notices: Pick<Notices, 'tell'>,
): void {
  signalling.on('user-joined', ({ participantId, name }) => {
    const { phase, remotes } = store.get();
    // After a restart of the server everyone rejoins, although their media never stopped.
    const isHere = remotes.get(participantId)?.state === 'connected';
    if (phase === 'joined' && !isHere) notices.tell(t.joined({ name }));
  });
  signalling.on('user-left', ({ name }) => {
    if (store.get().phase === 'joined') notices.tell(t.left({ name }));
  });
  signalling.on('screen-share-started', ({ participantId }) => {
    const sharer = store.get().roster.find((each) => each.participantId === participantId);
    if (sharer) notices.tell(t.sharing({ name: sharer.name }));
  });
  signalling.on('server-draining', () => {
    notices.tell(t.serverRestarting());
  });
}
