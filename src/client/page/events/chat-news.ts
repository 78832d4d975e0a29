import { messages as t } from '#messages/events';
import { newLine } from '../../call/call-events.js';
import type { CallState } from '../../call/call-state.js';
import type { ChatLine } from '../../call/chat-state.js';
import { displayName } from '../../call/display-name.js';
import { clone, find, setText } from '../../lib/dom.js';
import type { Store } from '../../lib/store.js';

const PREVIEW_MS = 7_000;

/** While the chat is closed, shows the last message for some seconds and the number of unread ones in the name of the button. */
export function createChatNews(
  page: HTMLElement,
  store: Pick<Store<CallState>, 'subscribe' | 'get'>,
  openChat: () => void,
): void {
  const button = find(page, '#chat-button', HTMLButtonElement);
  const name = button.getAttribute('aria-label') ?? '';
  const preview = clone(page, '#chat-preview-template');
  const sender = find(preview, '.chat-preview__name', HTMLElement);
  const text = find(preview, '.chat-preview__text', HTMLElement);
  find(page, '.controls', HTMLElement).before(preview);
  let before = store.get();
  let timer: ReturnType<typeof setTimeout> | undefined;

  preview.addEventListener('click', openChat);

  function hide(): void {
    clearTimeout(timer);
    // It does not vanish while the person presses it.
    if (preview.matches(':focus-visible, :hover') && store.get().panel !== 'chat') hideLater();
    else preview.hidden = true;
  }

  function hideLater(): void {
    clearTimeout(timer);
    timer = setTimeout(hide, PREVIEW_MS);
  }

  function show(line: ChatLine): void {
    const who = displayName(line);
    setText(sender, line.note === undefined ? who : t.previewPrivate({ name: who }));
    setText(text, line.text);
    preview.setAttribute('aria-label', t.preview({ name: sender.textContent, text: line.text }));
    preview.hidden = false;
    hideLater();
  }

  store.subscribe((state) => {
    const line = before.phase === 'joined' && state.phase === 'joined' ? newLine(before, state) : null;
    before = state;
    const label = state.unread === 0 ? name : t.chatUnread({ count: state.unread });
    if (button.getAttribute('aria-label') !== label) button.setAttribute('aria-label', label);
    if (line && state.panel !== 'chat') show(line);
    else if (state.panel === 'chat' && !preview.hidden) hide();
  });
}
