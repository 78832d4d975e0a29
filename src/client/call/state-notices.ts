import { messages as t } from '#messages/call';
import type { ParticipantId, WaitingPerson } from '../../shared/protocol.js';
import type { Store } from '../lib/store.js';
import type { CallState } from './call-state.js';
import { displayName } from './display-name.js';
import type { Notices } from './notices.js';
import { remembered, roleNews, rolesIn, type Roles } from './role-news.js';

/** Shows a notice when roles change and when people ask to be let in. */
export function showStateNotices(
  store: Store<CallState>,
  notices: Pick<Notices, 'tell' | 'offer' | 'dismiss'>,
): void {
  const showRoles = createRoleNotices(notices);
  const showWaiting = createWaitingNotices(notices);
  store.subscribe((state) => {
    if (state.phase !== 'joined') return; // the roster of a restarted server is not complete before the rejoin
    showRoles(state);
    showWaiting(state);
  });
}

function createRoleNotices({ tell }: Pick<Notices, 'tell'>) {
  let known: Roles | null = null;
  let roster: CallState['roster'] | null = null;

  return (state: CallState): void => {
    if (state.roster === roster) return;
    roster = state.roster;
    const before = known;
    const after = rolesIn(state);
    known = before ? remembered(before, after) : after; // first, because a notice changes the state
    const news = before && roleNews(before, after);
    if (news !== null) tell(news);
  };
}

function createWaitingNotices({ tell, offer, dismiss }: Pick<Notices, 'tell' | 'offer' | 'dismiss'>) {
  let known: readonly WaitingPerson[] = [];
  /** The people whom a notice is about. */
  const told = new Map<number, readonly ParticipantId[]>();

  /** Takes back the notices that are no longer of use: the people are let in, or the panel shows them. */
  function tidy(waitingRoom: readonly WaitingPerson[], isPanelOpen: boolean): void {
    const waiting = new Set(waitingRoom.map(({ participantId }) => participantId));
    for (const [key, people] of told) {
      if (!isPanelOpen && people.some((id) => waiting.has(id))) continue;
      told.delete(key); // first, because a notice changes the state, which comes back here
      dismiss(key);
    }
  }

  return ({ waitingRoom, panel }: CallState): void => {
    const isPanelOpen = panel === 'people';
    const newcomers = newlyWaiting(known, waitingRoom);
    known = waitingRoom;
    tidy(waitingRoom, isPanelOpen);
    const [first] = newcomers;
    if (!first) return;
    const sentence = sentenceAbout(first, newcomers.length);
    if (isPanelOpen) tell(sentence);
    else {
      told.set(
        offer(sentence, 'show-people'),
        newcomers.map(({ participantId }) => participantId),
      );
    }
  };
}

/** The people who were not in the waiting room before. */
export function newlyWaiting(
  before: readonly WaitingPerson[],
  after: readonly WaitingPerson[],
): WaitingPerson[] {
  const known = new Set(before.map(({ participantId }) => participantId));
  return after.filter(({ participantId }) => !known.has(participantId));
}

function sentenceAbout({ name, username }: WaitingPerson, count: number): string {
  return t.isWaiting({ name: displayName({ name, isGuest: username === null }), count });
}
