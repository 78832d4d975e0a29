import { messages as t } from '#messages/banner';
import type { CallState } from '../../call/call-state.js';
import { reachOf, type Reach } from '../../call/reach.js';
import { find, setText } from '../../lib/dom.js';

/** Tells a page without the server what has happened, whom it still reaches, and what happens next. */
export function createBanner(page: ParentNode, isGuest: boolean) {
  const banner = find(page, '#banner', HTMLElement);
  const sentence = find(banner, 'span', HTMLElement);
  const logIn = find(banner, 'a', HTMLElement);

  return function render(state: CallState): void {
    const text = bannerText(state, isGuest);
    setText(sentence, text);
    banner.hidden = text === '';
    logIn.hidden = isGuest || state.rejoinRefusal !== 'logged-out';
  };
}

/** Empty if there is nothing to tell. */
export function bannerText(
  state: Pick<CallState, 'phase' | 'rejoinRefusal' | 'self' | 'roster' | 'unlisted' | 'remotes'>,
  isGuest: boolean,
): string {
  if (state.phase !== 'reconnecting') return '';
  const [problem, next] = sentencesAbout(state.rejoinRefusal, isGuest);
  return [problem, reachText(reachOf(state)), next].filter(Boolean).join(' ');
}

function sentencesAbout(
  refusal: CallState['rejoinRefusal'],
  isGuest: boolean,
): [problem: string, next: string] {
  switch (refusal) {
    case 'full':
      return [t.full(), t.reconnecting()];
    case 'logged-out':
      return isGuest ? [t.guestSessionEnded(), t.reload()] : [t.loggedOut(), t.logIn()];
    case 'not-let-in':
      return [t.refused(), t.tryingAgain()];
    case 'waiting':
      return [t.waiting(), ''];
    case null:
      return [t.serverLost(), t.reconnecting()];
  }
}

function reachText({ others, connected }: Reach): string {
  if (others === 0) return '';
  if (connected === 0) return t.reachNobody();
  return connected === others
    ? t.reachEveryone()
    : t.reachSome({ connected: String(connected), others: String(others) });
}
