import { messages as t } from '#messages/ended';
import type { CallState } from '../../call/call-state.js';
import { errorText } from '../../call/error-text.js';
import { find, setText } from '../../lib/dom.js';

interface EndTexts {
  heading: string;
  text: string;
  /** The label of the link to join again, if it differs from the usual one. Null for no link. */
  rejoin?: string | null;
}

/** Tells the person why the call has ended on this page, with the ways to go on. */
export function createEndView(page: ParentNode, isGuest: boolean) {
  const section = find(page, '#ended', HTMLElement);
  const heading = find(section, 'h1', HTMLElement);
  const text = find(section, '.ended__text', HTMLElement);
  const link = find(section, '#rejoin', HTMLElement);

  return function render(state: CallState): void {
    if (state.phase !== 'ended' || !section.hidden) return;
    const texts = endTexts(state, isGuest);
    if (texts === null) return;
    setText(heading, texts.heading);
    setText(text, texts.text);
    if (texts.rejoin) setText(link, texts.rejoin);
    link.hidden = texts.rejoin === null;
    section.hidden = false;
    heading.focus();
  };
}

/** Null while the call has not ended. */
export function endTexts(
  {
    endReason,
    endedBy,
    refusal,
    roster,
    self,
  }: Pick<CallState, 'endReason' | 'endedBy' | 'refusal' | 'roster' | 'self'>,
  isGuest: boolean,
): EndTexts | null {
  const hasEndedIt =
    endedBy !== null && roster.some(({ participantId, name }) => participantId === self && name === endedBy);
  switch (endReason) {
    case null:
      return null;
    case 'left':
      return { heading: t.leftHeading(), text: t.leftText() };
    case 'moved':
      return { heading: t.movedHeading(), text: t.movedText(), rejoin: t.bringBack() };
    case 'moved-to-tab':
      return { heading: t.movedToTabHeading(), text: t.movedText(), rejoin: t.bringBack() };
    case 'moved-to-device':
      return { heading: t.movedToDeviceHeading(), text: t.movedText(), rejoin: t.bringBack() };
    case 'replaced':
      return { heading: t.replacedHeading(), text: t.replacedText() };
    case 'logged-out':
      if (isGuest) return { heading: t.guestSessionHeading(), text: t.guestSessionText() };
      return { heading: t.loggedOutHeading(), text: t.loggedOutText(), rejoin: t.logInAndRejoin() };
    case 'full':
      return { heading: t.fullHeading(), text: t.fullText() };
    case 'removed':
      return { heading: t.removedHeading(), text: t.removedText(), rejoin: null };
    case 'ended-by-host':
      return {
        heading: hasEndedIt
          ? t.endedByYouHeading()
          : endedBy === null
            ? t.endedHeading()
            : t.endedByHeading({ name: endedBy }),
        text: t.endedText(),
      };
    case 'not-let-in':
      return { heading: t.notLetInHeading(), text: errorText(refusal ?? 'internal') };
  }
}
