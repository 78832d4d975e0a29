import type { CallState } from '../../call/call-state.js';
import { createChatPanel, type ChatActions } from '../views/chat-panel.js';
import { createPrivateChat, type PrivateChatOptions } from './private-chat.js';

export interface ChatOptions extends PrivateChatOptions {
  actions: ChatActions;
}

export interface ChatView {
  render(state: CallState): void;
}

/** The chat panel, and the buttons that lead to it from the people panel. */
export function createChat(options: ChatOptions): ChatView {
  const renderPanel = createChatPanel(options.page, options.actions);
  const renderPrivate = createPrivateChat(options);
  return {
    render(state) {
      renderPanel(state);
      renderPrivate(state);
    },
  };
}
