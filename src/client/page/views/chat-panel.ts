import { keyOf, withAsidesBetween } from '../../call/asides.js';
import type { CallState } from '../../call/call-state.js';
import type { ChatLine } from '../../call/chat-state.js';
import { CHAT_TEXT_MAX } from '../../../shared/limits.js';
import { find } from '../../lib/dom.js';
import { createChatLines, type ChatLineView } from './chat-line.js';
import { belongsToInputMethod } from './input-method.js';
import { onPanelClose } from './panel-close.js';

export interface ChatActions {
  sendMessage(text: string): void;
  retryMessage(clientKey: string): void;
  loadOlderMessages(): void;
  openChat(): void;
  closePanel(): void;
}

/** The list follows new messages while its end is at most this far below the visible part, in CSS pixels. */
const AT_END_PX = 48;
const COMPOSER_MAX_HEIGHT_PX = 120;

/** The chat panel: the list of messages, and the form to write one. */
export function createChatPanel(page: ParentNode, actions: ChatActions) {
  const panel = find(page, '#chat', HTMLElement);
  const scroll = find(panel, '.chat__scroll', HTMLElement);
  const log = find(panel, '.chat__log', HTMLElement);
  const empty = find(panel, '.chat__empty', HTMLElement);
  const older = find(panel, '.chat__older', HTMLButtonElement);
  const newest = find(panel, '.chat__new', HTMLButtonElement);
  const form = find(panel, 'form', HTMLFormElement);
  const input = find(panel, '#message', HTMLTextAreaElement);
  input.maxLength = CHAT_TEXT_MAX;
  const createLine = createChatLines(page, actions.retryMessage);
  const views = new Map<string, ChatLineView>();
  let shown: readonly ChatLine[] = [];
  let drawn: Pick<CallState, 'chat' | 'asides' | 'phase'> | null = null;

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const text = input.value.trim();
    if (text === '') return;
    actions.sendMessage(text);
    input.value = '';
    grow();
  });
  input.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || belongsToInputMethod(event)) return;
    event.preventDefault();
    form.requestSubmit();
  });
  input.addEventListener('input', grow);
  older.addEventListener('click', actions.loadOlderMessages);
  newest.addEventListener('click', () => {
    scroll.focus(); // first, because a hidden button loses the focus
    toEnd();
  });
  scroll.addEventListener('scroll', () => {
    if (isAtEnd()) newest.hidden = true;
  });
  onPanelClose(panel, actions.closePanel);

  function isAtEnd(): boolean {
    return scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < AT_END_PX;
  }

  function toEnd(): void {
    scroll.scrollTop = scroll.scrollHeight;
    newest.hidden = true;
  }

  function grow(): void {
    input.style.height = 'auto';
    input.style.height = `${String(Math.min(input.scrollHeight, COMPOSER_MAX_HEIGHT_PX))}px`;
  }

  return function render(state: CallState): void {
    const isOpening = panel.hidden && state.panel === 'chat';
    panel.hidden = state.panel !== 'chat';
    if (panel.hidden) return;
    if (isOpening) input.focus();
    if (!state.hasOlderChat && document.activeElement === older) scroll.focus(); // a hidden button loses the focus
    older.hidden = !state.hasOlderChat;
    if (state.chat !== drawn?.chat || state.asides !== drawn.asides || state.phase !== drawn.phase) {
      const lines = withAsidesBetween(state);
      empty.hidden = lines.length > 0;
      const wasAtEnd = isAtEnd();
      const isNewest = shown.at(-1) !== lines.at(-1);
      const keys = new Set(lines.map(keyOf));
      const anchor = shown.map(keyOf).find((key) => keys.has(key));
      const topBefore = topOf(anchor);
      drawn = state;
      shown = lines;
      drawLines(lines, keys, state.phase === 'reconnecting');
      const isToEnd = anchor === undefined || (isNewest && (wasAtEnd || lines.at(-1)?.isOwn));
      // Lines came or went above the visible ones, which stay where they are.
      if (isToEnd) toEnd();
      else {
        scroll.scrollTop += topOf(anchor) - topBefore;
        if (isNewest) newest.hidden = false;
      }
    }
    if (isOpening) toEnd();
  };

  function topOf(key: string | undefined): number {
    return (key !== undefined && views.get(key)?.element.offsetTop) || 0;
  }

  function drawLines(chat: readonly ChatLine[], keys: ReadonlySet<string>, isServerAway: boolean): void {
    for (const [key, { element }] of views) {
      if (keys.has(key)) continue;
      element.remove();
      views.delete(key);
    }
    let previous: Element | null = null;
    for (const [index, line] of chat.entries()) {
      const key = keyOf(line);
      const view = views.get(key) ?? createLine(line);
      views.set(key, view);
      view.update(line, chat[index - 1], isServerAway);
      const next: Element | null = previous ? previous.nextElementSibling : log.firstElementChild;
      if (next !== view.element) log.insertBefore(view.element, next);
      previous = view.element;
    }
  }
}
