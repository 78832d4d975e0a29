import { messages as t } from '#messages/call';
import type { ParticipantId } from '../../shared/protocol.js';
import type { Store } from '../lib/store.js';
import { everyone, type CallState } from './call-state.js';
import { displayName } from './display-name.js';
import type { Notices } from './notices.js';
import type { Signalling } from './signalling.js';

/** Shows a notice when a participant joins, leaves or shares a screen, and when the server restarts. */
export function showEventNotices(
  signalling: Pick<Signalling, 'on'>,
  store: Store<CallState>,
  notices: Pick<Notices, 'tell'>,
): void {
  /** The guests of every roster so far, because the roster no longer has a guest who has left. */
  const guests = new Set<ParticipantId>();
  store.subscribe((state) => {
    for (const { participantId, isGuest } of everyone(state)) if (isGuest) guests.add(participantId);
  });
  const nameOf = ({ participantId, name }: { participantId: ParticipantId; name: string }) =>
    displayName({ name, isGuest: guests.has(participantId) });

  signalling.on('user-joined', (news) => {
    const { phase, remotes } = store.get();
    if (news.hasMoved) return; // the person was here before, with another page
    // After a restart of the server everyone rejoins, although their media never stopped.
    const isHere = remotes.get(news.participantId)?.state === 'connected';
    if (phase === 'joined' && !isHere) notices.tell(t.joined({ name: nameOf(news) }));
  });
  signalling.on('user-left', (news) => {
    const { phase, remotes } = store.get();
    if (phase !== 'joined' || news.reason === 'moved') return;
    const isStillHere = news.reason === 'lost' && remotes.get(news.participantId)?.state === 'connected';
    notices.tell((isStillHere ? t.lostServer : t.left)({ name: nameOf(news) }));
  });
  signalling.on('screen-share-started', ({ participantId }) => {
    const sharer = store.get().roster.find((each) => each.participantId === participantId);
    if (sharer) notices.tell(t.sharing({ name: displayName(sharer) }));
  });
  signalling.on('server-draining', () => {
    notices.tell(t.serverRestarting());
  });
}
