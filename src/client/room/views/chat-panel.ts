import { clone, find, setText } from '../../lib/dom.js';
import type { CallState, ChatLine } from '../call-state.js';
import { linkify } from './linkify.js';

export interface ChatActions {
  send(text: string): void;
  retry(clientKey: string): void;
  loadOlder(): void;
}

/** How near to its end a list still counts as being read at the end, in CSS pixels. */
const AT_END_PX = 48;

/** The chat: list and composer. Texts of people become text nodes and nothing else. */
export function createChatPanel(page: ParentNode, actions: ChatActions) {
  const panel = find(page, '#chat', HTMLElement);
  const scroll = find(panel, '.chat__scroll', HTMLElement);
  const log = find(panel, '.chat__log', HTMLElement);
  const empty = find(panel, '.chat__empty', HTMLElement);
  const older = find(panel, '.chat__older', HTMLButtonElement);
  const form = find(panel, 'form', HTMLFormElement);
  const input = find(panel, '#message', HTMLTextAreaElement);
  const lines = new Map<string, HTMLElement>();
  let shown: readonly ChatLine[] = [];

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const text = input.value.trim();
    if (text === '') return;
    actions.send(text);
    input.value = '';
    grow();
  });
  input.addEventListener('keydown', (event) => {
    // While an input method composes a word, Enter chooses the word.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  input.addEventListener('input', grow);
  older.addEventListener('click', actions.loadOlder);

  function grow(): void {
    input.style.height = 'auto';
    input.style.height = `${String(Math.min(input.scrollHeight, 120))}px`;
  }

  return function render(state: CallState): void {
    const isOpening = panel.hidden && state.panel === 'chat';
    panel.hidden = state.panel !== 'chat';
    if (isOpening) input.focus();
    if (!state.hasOlderChat && document.activeElement === older) scroll.focus(); // it is about to be hidden
    older.hidden = !state.hasOlderChat;
    empty.hidden = state.chat.length > 0;
    if (state.chat !== shown) {
      const wasAtEnd = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < AT_END_PX;
      const isOlder = shown.length > 0 && shown[0] !== state.chat[0] && shown[0]?.id !== null;
      const heightBefore = scroll.scrollHeight;
      shown = state.chat;
      drawLines(state.chat);
      if (isOlder) scroll.scrollTop += scroll.scrollHeight - heightBefore;
      else if (wasAtEnd || state.chat.at(-1)?.isOwn) scroll.scrollTop = scroll.scrollHeight;
    }
    if (isOpening) scroll.scrollTop = scroll.scrollHeight;
  };

  function drawLines(chat: readonly ChatLine[]): void {
    const keys = new Set(chat.map(keyOf));
    for (const [key, element] of lines) {
      if (keys.has(key)) continue;
      element.remove();
      lines.delete(key);
    }
    let previous: Element | null = null;
    for (const line of chat) {
      const element = lines.get(keyOf(line)) ?? createLine(line);
      lines.set(keyOf(line), element);
      element.classList.toggle('message--sending', line.delivery === 'sending');
      find(element, '.message__failed', HTMLElement).hidden = line.delivery !== 'failed';
      const next: Element | null = previous ? previous.nextElementSibling : log.firstElementChild;
      if (next !== element) log.insertBefore(element, next);
      previous = element;
    }
  }

  function createLine(line: ChatLine): HTMLElement {
    const element = clone(page, '#message-template');
    const at = new Date(line.sentAt);
    const time = find(element, 'time', HTMLTimeElement);
    time.dateTime = at.toISOString();
    time.textContent = at.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' });
    setText(find(element, '.message__name', HTMLElement), line.isOwn ? 'You' : line.name);
    element.classList.toggle('message--own', line.isOwn);
    find(element, '.message__text', HTMLElement).append(...linkify(line.text).map(createPart));
    find(element, 'button', HTMLButtonElement).addEventListener('click', () => {
      actions.retry(line.clientKey);
    });
    return element;
  }

  function createPart({ text, href }: { text: string; href: string | null }): Node | string {
    if (href === null) return text;
    const link = clone(page, '#link-template');
    if (link instanceof HTMLAnchorElement) link.href = href;
    link.textContent = text;
    return link;
  }
}

/** The sender's own key is known before the server's id, and stays. */
function keyOf(line: ChatLine): string {
  return `${line.participantId} ${line.clientKey}`;
}
