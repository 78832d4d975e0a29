import { messages as t } from '#messages/call';
import type { ParticipantId } from '../../shared/protocol.js';
import type { Store } from '../lib/store.js';
import type { ChannelNote } from '../mesh/channel-messages.js';
import type { MediaEngine } from '../mesh/media-engine.js';
import { everyone, type CallState } from './call-state.js';
import { displayName } from './display-name.js';
import type { Notices } from './notices.js';
import type { Signalling } from './signalling.js';

type Engine = Pick<MediaEngine, 'gone' | 'sendNote'>;

/**
 * Closes the connections to participants who leave for good. The page stays connected to those who have only lost the
 * server, and tells when their media end too.
 */
export function followDepartures(
  signalling: Pick<Signalling, 'on'>,
  engine: Engine,
  store: Store<CallState>,
  notices: Pick<Notices, 'tell'>,
): void {
  /** The names of the people without the server to whom this page stays connected. */
  const away = new Map<ParticipantId, string>();

  signalling.on('user-left', ({ participantId, reason }) => {
    away.delete(participantId);
    if (reason !== 'lost') engine.gone([participantId]);
    else {
      const person = store.get().unlisted.find((each) => each.participantId === participantId);
      if (person) away.set(participantId, displayName(person));
    }
  });
  store.subscribe(({ roster, unlisted }) => {
    for (const [id, name] of away) {
      if (unlisted.some(({ participantId }) => participantId === id)) continue;
      away.delete(id); // first, because a notice changes the state, which calls this function again
      if (!roster.some(({ participantId }) => participantId === id)) notices.tell(t.left({ name }));
    }
  });
}

/** A page says that it leaves. The server says so too, unless this page or the other one has lost it. */
export function hearBye(engine: Engine, state: CallState, from: ParticipantId, { type }: ChannelNote): void {
  const isListed = everyone(state).some((each) => each.participantId === from && each.state === 'connected');
  if (type === 'bye' && (state.phase === 'reconnecting' || !isListed)) engine.gone([from]);
}

/** Tells the other pages that this one leaves, also those that have lost the server. */
export function sayBye(engine: Engine, { remotes }: CallState): void {
  for (const id of remotes.keys()) engine.sendNote(id, { type: 'bye' });
}
