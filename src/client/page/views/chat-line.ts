import { messages as chat } from '#messages/chat';
import { messages as direct } from '#messages/direct';
import { messages as t } from '#messages/page';
import { clone, find, setText } from '../../lib/dom.js';
import type { ChatLine } from '../../call/chat-state.js';
import { displayName } from '../../call/display-name.js';
import { failureText, isRepeatable } from './chat-failure.js';
import { continues } from './chat-groups.js';
import { linkify, type TextPart } from './linkify.js';

export interface ChatLineView {
  readonly element: HTMLElement;
  /** `previous` is the line above. */
  update(line: ChatLine, previous: ChatLine | undefined, isServerAway: boolean): void;
}

/** Returns a function that creates the view of one chat message. What people write becomes text nodes, never markup. */
export function createChatLines(page: ParentNode, retry: (clientKey: string) => void) {
  const timeFormat = new Intl.DateTimeFormat(document.documentElement.lang, { timeStyle: 'short' });

  function createPart({ text, href }: TextPart): Node | string {
    if (href === null) return text;
    const link = clone(page, '#link-template');
    if (link instanceof HTMLAnchorElement) link.href = href;
    link.textContent = text;
    return link;
  }

  return function createLine(line: ChatLine): ChatLineView {
    const element = clone(page, '#message-template');
    const note = find(element, '.message__note', HTMLElement);
    const failed = find(element, '.message__failed', HTMLElement);
    const problem = find(failed, 'span', HTMLElement);
    const retryButton = find(failed, 'button', HTMLButtonElement);
    const time = find(element, 'time', HTMLTimeElement);
    const at = new Date(line.sentAt);
    time.dateTime = at.toISOString();
    time.textContent = timeFormat.format(at);
    setText(
      find(element, '.message__name', HTMLElement),
      line.isOwn ? t.you() : line.name === '' ? t.deletedUser() : displayName(line),
    );
    element.classList.toggle('message--own', line.isOwn);
    element.classList.toggle('message--private', line.note !== undefined);
    find(element, '.message__text', HTMLElement).append(...linkify(line.text).map(createPart));
    retryButton.addEventListener('click', () => {
      retry(line.clientKey);
    });
    return {
      element,
      update(now, previous, isServerAway) {
        const { delivery, failure } = now;
        const waiting = delivery === 'sending' && isServerAway ? chat.waitingForServer() : '';
        const text = now.note ?? (delivery === 'direct' ? direct.notStored() : waiting);
        element.classList.toggle('message--continues', continues(previous, now));
        setText(note, text);
        note.hidden = text === '';
        element.classList.toggle('message--sending', delivery === 'sending');
        setText(problem, now.problem?.text ?? failureText(failure));
        retryButton.hidden = now.problem?.canRetry === false || !isRepeatable(failure);
        failed.hidden = delivery !== 'failed';
      },
    };
  };
}
