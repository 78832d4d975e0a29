import { messages as t } from '#messages/random';
import type { RandomNews, RandomState } from './random-state.js';

const NEWS: Record<RandomNews, () => string> = {
  left: t.left,
  lost: t.lost,
  'not-connected': t.notConnected,
  blocked: t.blocked,
  reported: t.reported,
  replaced: t.replaced,
  'logged-out': t.loggedOut,
  paused: t.paused,
  'random-off': t.off,
  refused: t.refused,
};

/** What is going on, in one or two sentences. Empty before the start. */
export function statusText(state: RandomState): string {
  const { phase, news, isOnline, isSilent } = state;
  const newsText = news === null ? '' : NEWS[news]();
  switch (phase) {
    case 'start':
      return newsText;
    case 'parted':
      return `${newsText} ${t.lookingAgain()}`;
    case 'looking':
      return isOnline ? `${newsText} ${t.looking()}`.trim() : t.serverAway();
    case 'connecting':
      return isOnline ? t.connecting() : t.serverAway();
    case 'together':
      if (isSilent) return isOnline && navigator.onLine ? t.partnerSilent() : t.ownSilence();
      return isOnline ? t.together() : t.togetherWithoutServer();
  }
}
