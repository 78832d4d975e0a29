import { messages as t } from '#messages/direct';
import type { CallState } from '../call/call-state.js';
import { createBundleLoader } from './bundle-loader.js';
import type { ChatOptions, ChatView, createChat } from './chat/chat.js';

/** The time after the join in which the page connects to the others and has no time for anything else. */
const QUIET_MS = 3_000;

/**
 * Returns a function that takes each state of the call. It loads the chat when the person opens a panel, and in any case
 * soon after the join, so that the chat works while the server is away.
 */
export function createChatLoader(options: ChatOptions): (state: CallState) => void {
  const { page, store, notices } = options;
  let view: ChatView | null = null;
  let isTimed = false;
  const { load } = createBundleLoader<{ createChat: typeof createChat }>(
    page.dataset['chat'] ?? '',
    (bundle) => {
      view = bundle.createChat(options);
      view.render(store.get());
    },
    () => {
      notices.problem(t.chatMissing());
    },
  );

  return function render(state): void {
    if (view) view.render(state);
    else if (state.panel !== null) load();
    else if (!isTimed) {
      isTimed = true;
      setTimeout(load, QUIET_MS);
    }
  };
}
