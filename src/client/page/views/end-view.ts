import { messages as t } from '#messages/page';
import type { CallState, EndReason } from '../../call/call-state.js';
import { find, setText } from '../../lib/dom.js';

/** Tells the person why the call has ended without their doing. A person who leaves goes to another page instead. */
export function createEndView(page: ParentNode) {
  const section = find(page, '#ended', HTMLElement);
  const heading = find(section, 'h1', HTMLElement);
  const text = find(section, '.ended__text', HTMLElement);
  const rejoin = find(section, '#rejoin', HTMLElement);

  return function render({ phase, endReason }: CallState): void {
    if (phase !== 'ended' || endReason === null || endReason === 'left' || !section.hidden) return;
    const texts = textsFor(endReason);
    setText(heading, texts.heading);
    setText(text, texts.text);
    if (endReason === 'logged-out') setText(rejoin, t.logInAndRejoin());
    section.hidden = false;
    heading.focus();
  };
}

function textsFor(reason: Exclude<EndReason, 'left'>): { heading: string; text: string } {
  switch (reason) {
    case 'replaced':
      return { heading: t.replacedHeading(), text: t.replacedText() };
    case 'logged-out':
      return { heading: t.loggedOutHeading(), text: t.loggedOutText() };
    case 'full':
      return { heading: t.fullHeading(), text: t.fullText() };
  }
}
